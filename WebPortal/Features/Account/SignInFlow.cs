using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>
/// Turns a proof of identity into a session. The order matters: the epoch is read before the account and its proof are, so that disabling the
/// account or ending all its sessions wins over a sign-in that is under way.
/// </summary>
internal sealed class SignInFlow(
    UserManager<PortalUser> users,
    UserSessions sessions,
    AuditLog audit,
    TimeProvider time
)
{
    /// <summary>Null when the address and password do not match, for whatever reason.</summary>
    public async Task<PortalUser?> CheckPasswordAsync(string email, string password, Proof proof)
    {
        var found = await users.FindByEmailAsync(email);
        if (found is null)
            return null;
        proof.Epoch = await sessions.GetEpochAsync(found.Id);
        var user = await users.FindByIdAsync(found.Id);
        return user is { Disabled: null } && await users.CheckPasswordAsync(user, password) ? user : null;
    }

    /// <summary>Starts a session under a new key. Throws <see cref="SessionRefusedException"/> when the account's sessions were ended meanwhile.</summary>
    public async Task SignInAsync(HttpContext context, PortalUser user, Proof proof, bool keep)
    {
        var properties = new AuthenticationProperties { IsPersistent = keep }
            .ProvenBy(proof.Provider, proof.Amr, time.GetUtcNow())
            .BegunAt(proof.Epoch);
        await context.SignInAsync(await PrincipalOfAsync(user), properties);
        await audit.WriteAsync(Data.AuditKinds.SignedIn, user.Id, user.Id, detail: proof.Provider);
    }

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
}

/// <summary>How somebody proved who they are, and where "end all" stood before it was checked.</summary>
/// <param name="provider">"Password", or a provider's name.</param>
/// <param name="amr">RFC 8176 values, space separated.</param>
internal sealed class Proof(string provider, string amr)
{
    public string Provider => provider;

    public string Amr => amr;

    public SessionEpoch Epoch { get; set; }
}
