using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using OAuthErrors = OpenIddict.Abstractions.OpenIddictConstants.Errors;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>What is left to decide once OpenIddict has checked client, grant, code, verifier and rotation: whether the person is still there.</summary>
internal sealed class TokenEndpoint(IssuerDbContext db, IssuerSessions sessions, PersonClaims claims, Faults faults)
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        if (request.IsClientCredentialsGrantType())
            return Results.SignIn(OfClient(request), null, Scheme);

        var ticket = (await context.AuthenticateAsync(Scheme)).Principal!;
        var ct = context.RequestAborted;
        var fault = Faults.Parse(ticket.GetClaim(Faults.Claim));
        if (await faults.DelayOrFailAsync(fault, ct))
            return Results.Problem(
                "A fault was ordered for this authorization.",
                statusCode: StatusCodes.Status500InternalServerError
            );
        var person = await db
            .People.AsNoTracking()
            .SingleOrDefaultAsync(p => p.Subject == ticket.GetClaim(Claims.Subject) && !p.Disabled, ct);
        if (person is null)
            return Refuse("The account is not there any more.");
        var facts = FactsOf(ticket);
        if (
            request.IsAuthorizationCodeGrantType()
            && (facts.Sid is null || await sessions.LiveAsync(facts.Sid, ct) is null)
        )
            return Refuse("The session of this code has ended.");
        // Built anew: a renewed token says what is true now, not what was true at sign-in.
        return Results.SignIn(claims.Build(person, facts, ticket.GetScopes(), fault), null, Scheme);
    }

    private static SignInFacts FactsOf(ClaimsPrincipal ticket)
    {
        var authTime = long.Parse(
            ticket.GetClaim(Claims.AuthenticationTime)!,
            System.Globalization.CultureInfo.InvariantCulture
        );
        return new SignInFacts(ticket.GetClaim("sid"), DateTimeOffset.FromUnixTimeSeconds(authTime));
    }

    private static ClaimsPrincipal OfClient(OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity(
            TokenValidationParameters.DefaultAuthenticationType,
            Claims.Name,
            Claims.Role
        );
        identity.SetClaim(Claims.Subject, request.ClientId);
        identity.SetScopes(request.GetScopes());
        identity.SetResources(
            request.GetScopes().Select(s => IssuerScopes.All.GetValueOrDefault(s)?.Resource).OfType<string>()
        );
        return new ClaimsPrincipal(identity);
    }

    private static IResult Refuse(string why) =>
        Results.Forbid(
            new AuthenticationProperties(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = OAuthErrors.InvalidGrant,
                    [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = why,
                }
            ),
            [Scheme]
        );
}
