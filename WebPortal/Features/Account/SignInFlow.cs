using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>
/// Turns a proof of identity into a session. The order matters: the epoch is read before the account and its proof are, so that disabling the
/// account or ending all its sessions wins over a sign-in that is under way.
/// </summary>
internal sealed class SignInFlow(
    UserManager<PortalUser> users,
    PortalDbContext db,
    UserSessions sessions,
    IPasswordHasher<PortalUser> hasher,
    DecoyPassword decoy,
    AuditLog audit,
    SignInMetrics metrics,
    TimeProvider time
)
{
    /// <summary>Checks a password. Every address costs the same steps, so that neither the answer nor its time tells which ones have an account.</summary>
    public async Task<PasswordCheck> CheckPasswordAsync(string email, string password, Proof proof)
    {
        // Only the id, untracked: the account itself must be read after the epoch, and a tracked one would not be read again.
        var normalized = users.NormalizeEmail(email);
        var id = await db
            .Users.AsNoTracking()
            .Where(u => u.NormalizedEmail == normalized)
            .Select(u => u.Id)
            .FirstOrDefaultAsync();
        proof.Epoch = await sessions.GetEpochAsync(id ?? "");
        var user = await users.FindByIdAsync(id ?? "");
        var outcome = await MatchesAsync(user, password) switch
        {
            false => PasswordOutcome.Mismatch,
            true when user is { Disabled: not null } => PasswordOutcome.Disabled,
            true when user is { EmailConfirmed: false } => PasswordOutcome.Unconfirmed,
            true => PasswordOutcome.Matches,
        };
        if (outcome != PasswordOutcome.Matches)
            await audit.WriteAsync(AuditKinds.SignInFailed, null, user?.Id, detail: Why(user, outcome));
        return new PasswordCheck(outcome, user);
    }

    /// <summary>Whether it is the user's password; the same work when there is no user or no password.</summary>
    public async Task<bool> MatchesAsync(PortalUser? user, string password)
    {
        if (user?.PasswordHash is not null)
            return await users.CheckPasswordAsync(user, password);
        decoy.Check(hasher, password);
        return false;
    }

    /// <summary>Starts a session under a new key. Throws <see cref="SessionRefusedException"/> when the account's sessions were ended meanwhile.</summary>
    public async Task SignInAsync(HttpContext context, PortalUser user, Proof proof, bool keep)
    {
        var properties = new AuthenticationProperties { IsPersistent = keep }
            .ProvenBy(proof.Provider, proof.Amr, AuthTimeOf(proof))
            .CameThrough(proof.Subject, proof.ProviderSessionId)
            .WithIdToken(proof.IdToken)
            .BegunAt(proof.Epoch);
        await context.SignInAsync(await PrincipalOfAsync(user), properties);
        metrics.SignIn(proof.Provider, "SignedIn");
        await audit.WriteAsync(
            AuditKinds.SignedIn,
            user.Id,
            user.Id,
            context.GetUserSession().Started?.Id,
            proof.Provider
        );
    }

    /// <summary>
    /// A new key for the session of this request, after the person proved again who they are: the old cookie is dead at once, the absolute end
    /// stays, and a revoke that came first wins (<see cref="SessionRefusedException"/>).
    /// </summary>
    /// <param name="context">The request; signed in as <paramref name="user"/>.</param>
    /// <param name="user">Read after the epoch.</param>
    /// <param name="amr">How it was proven, by RFC 8176: "pwd", "hwk" …; null when nothing was, and the last proof stays the last.</param>
    /// <param name="epoch">Read before the proof was checked, or after this very request ended the other sessions.</param>
    public async Task RotateAsync(HttpContext context, PortalUser user, string? amr, SessionEpoch epoch)
    {
        var old =
            (await context.AuthenticateAsync()).Properties ?? throw new SessionRefusedException(RefusalReason.Gone);
        var methods = old.GetAmr()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Union(amr is null ? [] : [amr], StringComparer.Ordinal);
        var provenAt = amr is null ? old.GetAuthTime() ?? DateTimeOffset.UnixEpoch : time.GetUtcNow();
        // What is not said here (the login, whether to keep signed in, the absolute end) the rotation carries on by itself.
        var properties = new AuthenticationProperties()
            .ProvenBy(old.GetProvider(), string.Join(' ', methods), provenAt)
            .BegunAt(epoch)
            .AsRotation();
        await context.SignInAsync(await PrincipalOfAsync(user), properties);
    }

    // A provider whose clock is ahead must not make a proof fresh for longer.
    private DateTimeOffset AuthTimeOf(Proof proof) =>
        proof.AuthTime is { } at && at < time.GetUtcNow() ? at : time.GetUtcNow();

    private async Task<ClaimsPrincipal> PrincipalOfAsync(PortalUser user)
    {
        var claims = new List<Claim> { new(PortalClaims.UserId, user.Id), new(PortalClaims.Name, user.Email!) };
        claims.AddRange((await users.GetRolesAsync(user)).Select(role => new Claim(PortalClaims.Role, role)));
        return new ClaimsPrincipal(
            new ClaimsIdentity(
                claims,
                CookieAuthenticationDefaults.AuthenticationScheme,
                PortalClaims.Name,
                PortalClaims.Role
            )
        );
    }

    // Never what was typed: people type passwords into the field of the address.
    private static string Why(PortalUser? user, PasswordOutcome outcome) =>
        outcome switch
        {
            PasswordOutcome.Disabled => "The account is disabled",
            PasswordOutcome.Unconfirmed => "The address is not confirmed",
            _ when user is null => "No such account",
            _ => "Wrong password",
        };
}
