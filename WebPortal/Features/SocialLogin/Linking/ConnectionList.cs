using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Linking;

/// <param name="Provider">The scheme.</param>
/// <param name="Name">What to call it.</param>
/// <param name="Label">The address or name at the provider when it was linked.</param>
/// <param name="Key">Names the login in a form; the provider's subject.</param>
internal sealed record Connection(
    string Provider,
    string Name,
    string Label,
    string Key,
    DateTimeOffset? Linked,
    DateTimeOffset? LastUsed,
    bool IsSetUp
);

/// <summary>The logins of an account.</summary>
internal sealed class ConnectionList(PortalDbContext db, UserManager<PortalUser> users, SocialProviders providers)
{
    public async Task<IReadOnlyList<Connection>> OfAsync(string userId)
    {
        var logins = await db
            .UserLogins.AsNoTracking()
            .Where(l => l.UserId == userId)
            .Select(l => new
            {
                l.LoginProvider,
                l.ProviderKey,
                l.ProviderDisplayName,
                Linked = EF.Property<DateTimeOffset?>(l, LoginConfiguration.LinkedAt),
                LastUsed = db
                    .Sessions.Where(s =>
                        s.UserId == userId && s.Provider == l.LoginProvider && s.ProviderSubject == l.ProviderKey
                    )
                    .Max(s => (DateTimeOffset?)s.Started),
            })
            .ToListAsync();
        var usable = (await providers.AllAsync()).Select(p => p.Scheme).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. logins
                .OrderBy(l => l.LoginProvider, StringComparer.Ordinal)
                .ThenBy(l => l.Linked)
                .Select(l => new Connection(
                    l.LoginProvider,
                    providers.NameOf(l.LoginProvider),
                    l.ProviderDisplayName ?? "",
                    l.ProviderKey,
                    l.Linked,
                    l.LastUsed,
                    usable.Contains(l.LoginProvider)
                )),
        ];
    }

    /// <summary>The providers by which this person can prove who they are.</summary>
    public async Task<IReadOnlyList<SocialProvider>> UsableAsync(string userId)
    {
        var linked = (await OfAsync(userId)).Select(c => c.Provider).ToHashSet(StringComparer.Ordinal);
        return [.. (await providers.AllAsync()).Where(p => linked.Contains(p.Scheme))];
    }

    /// <summary>
    /// Ways in that would be left without one login: a password, passkeys, logins of providers that are set up. A login of a provider that is not set
    /// up lets nobody in, and does not count.
    /// </summary>
    public async Task<int> OtherWaysInAsync(PortalUser user, string provider, string key)
    {
        var logins = await OfAsync(user.Id);
        var passkeys = users.SupportsUserPasskey ? (await users.GetPasskeysAsync(user)).Count : 0;
        return (user.PasswordHash is null ? 0 : 1)
            + passkeys
            + logins.Count(l => l.IsSetUp && !(l.Provider == provider && l.Key == key));
    }
}
