using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using WebPortal.Issuer.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Tokens;

internal sealed class UserInfoEndpoint(IssuerDbContext db, PersonClaims claims)
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var token = (await context.AuthenticateAsync(Scheme)).Principal!;
        var subject = token.GetClaim(Claims.Subject);
        var person = await db
            .People.AsNoTracking()
            .SingleOrDefaultAsync(p => p.Subject == subject && !p.Disabled, context.RequestAborted);
        if (person is null)
            return Results.Challenge(authenticationSchemes: [Scheme]);
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal) { [Claims.Subject] = person.Subject };
        foreach (var (name, value) in claims.About(person, token.GetScopes()))
            answer[name] = value.GetRawValue();
        return Results.Json(answer);
    }
}
