using System.Security.Claims;
using OpenIddict.Abstractions;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Features.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Authorization;

/// <summary>Writes down what somebody allowed, so that it can be seen and taken back, and joins the client to the session.</summary>
internal sealed class Grants(
    IOpenIddictApplicationManager applications,
    IOpenIddictAuthorizationManager authorizations,
    IssuerSessions sessions,
    PersonClaims claims
)
{
    public async Task<ClaimsPrincipal> CreateAsync(
        SignedIn current,
        OpenIddictRequest request,
        Fault fault,
        CancellationToken ct
    )
    {
        var session = current.Session;
        var principal = claims.Build(
            current.Person,
            new SignInFacts(session.Sid, session.AuthTime),
            request.GetScopes(),
            fault
        );
        var client = (await applications.FindByClientIdAsync(request.ClientId!, ct))!;
        // One per sign-in, whether it was asked for or stood approved: its end, and a replay, touch no other sign-in.
        var authorization = await authorizations.CreateAsync(
            principal,
            current.Person.Subject,
            (await applications.GetIdAsync(client, ct))!,
            AuthorizationTypes.AdHoc,
            principal.GetScopes(),
            ct
        );
        var id = (await authorizations.GetIdAsync(authorization, ct))!;
        principal.SetAuthorizationId(id);
        var offline = principal.HasScope(Scopes.OfflineAccess);
        await sessions.JoinAsync(
            new SessionClient
            {
                Sid = session.Sid,
                ClientId = request.ClientId!,
                AuthorizationId = id,
                Offline = offline,
            },
            ct
        );
        return principal;
    }
}
