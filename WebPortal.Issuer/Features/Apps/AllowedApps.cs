using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Faces;
using WebPortal.Issuer.Features.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Apps;

/// <param name="Door">The key of a face, or null.</param>
/// <param name="AsksAgain">No approval stands: the next request shows the consent page.</param>
internal sealed record AllowedApp(
    string ClientId,
    string Name,
    string? Door,
    IReadOnlyList<string> Scopes,
    DateTimeOffset Since,
    bool AsksAgain
)
{
    public string? StandsInFor => Door is null ? null : Face.Of(Door).Provider;

    public string Words(string scope) => Door is null ? IssuerScopes.Words(scope) : Face.Of(Door).Words(scope);
}

/// <summary>The clients that somebody allowed something, and how that is taken back: approval, grants and tokens together.</summary>
internal sealed class AllowedApps(
    IssuerDbContext db,
    SessionEnding ending,
    Approvals approvals,
    IOpenIddictApplicationManager applications,
    IOpenIddictAuthorizationManager authorizations,
    TimeProvider clock
)
{
    public async Task<IReadOnlyList<AllowedApp>> OfAsync(string subject, CancellationToken ct)
    {
        var single = new List<AllowedApp>();
        await foreach (var authorization in authorizations.FindAsync(subject, null, Statuses.Valid, null, null, ct))
            single.Add(await ReadAsync(authorization, ct));
        foreach (var grant in await LiveFaceGrants(subject).AsNoTracking().ToListAsync(ct))
        {
            var scopes = grant.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var name = await NameAsync(await applications.FindByClientIdAsync(grant.ClientId, ct), ct);
            single.Add(new(grant.ClientId, name, grant.Face, scopes, grant.RedeemedAt ?? clock.GetUtcNow(), true));
        }
        return
        [
            .. single
                .GroupBy(a => (a.ClientId, a.Door))
                .Select(app =>
                    app.First() with
                    {
                        Scopes = [.. app.SelectMany(a => a.Scopes).Distinct(StringComparer.Ordinal)],
                        Since = app.Min(a => a.Since),
                        AsksAgain = app.All(a => a.AsksAgain),
                    }
                )
                .OrderBy(a => a.Name, StringComparer.Ordinal)
                .ThenBy(a => a.Door, StringComparer.Ordinal),
        ];
    }

    /// <returns>False when nothing was allowed.</returns>
    public async Task<bool> WithdrawAsync(string subject, string clientId, string? door, CancellationToken ct)
    {
        if (await applications.FindByClientIdAsync(clientId, ct) is not { } client)
            return false;
        var found = new List<(string Id, bool Standing)>();
        var of = await applications.GetIdAsync(client, ct);
        await foreach (var one in authorizations.FindAsync(subject, of, Statuses.Valid, null, null, ct))
        {
            if (await approvals.DoorOfAsync(one, ct) == door)
                found.Add(
                    (
                        (await authorizations.GetIdAsync(one, ct))!,
                        await authorizations.HasTypeAsync(one, AuthorizationTypes.Permanent, ct)
                    )
                );
        }
        // The approval first: a sign-in under way makes its grant, then looks whether the approval still stands.
        foreach (var (id, _) in found.OrderByDescending(f => f.Standing))
            await ending.RevokeGrantAsync(id, ct);
        var now = clock.GetUtcNow();
        var faces = await db
            .FaceGrants.Where(g =>
                g.Subject == subject && g.ClientId == clientId && g.Face == door && g.RevokedAt == null
            )
            .ExecuteUpdateAsync(g => g.SetProperty(e => e.RevokedAt, now), ct);
        return found.Count + faces > 0;
    }

    private IQueryable<FaceGrant> LiveFaceGrants(string subject)
    {
        var now = clock.GetUtcNow();
        return db.FaceGrants.Where(g => g.Subject == subject && g.RevokedAt == null && g.TokenExpiresAt > now);
    }

    private async Task<AllowedApp> ReadAsync(object authorization, CancellationToken ct)
    {
        var client = await applications.FindByIdAsync(
            (await authorizations.GetApplicationIdAsync(authorization, ct))!,
            ct
        );
        return new AllowedApp(
            client is null ? "" : (await applications.GetClientIdAsync(client, ct))!,
            await NameAsync(client, ct),
            await approvals.DoorOfAsync(authorization, ct),
            await authorizations.GetScopesAsync(authorization, ct),
            await authorizations.GetCreationDateAsync(authorization, ct) ?? default,
            !await authorizations.HasTypeAsync(authorization, AuthorizationTypes.Permanent, ct)
        );
    }

    private async Task<string> NameAsync(object? client, CancellationToken ct) =>
        client is null ? "A client that is gone" : await applications.GetDisplayNameAsync(client, ct) ?? "";
}
