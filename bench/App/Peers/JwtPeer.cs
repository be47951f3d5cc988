using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using StackExchange.Redis;

namespace WebPortal.Bench.App.Peers;

/// <summary>JwtBearer; with a denylist, one EXISTS in Redis per request, as the revocation articles advise.</summary>
internal sealed class JwtPeer(string algorithm, bool denylist) : IPeer
{
    private const string Issuer = "https://issuer.example";
    private readonly SigningCredentials _credentials = new(KeyFor(algorithm), algorithm);

    public void Add(WebApplicationBuilder builder) =>
        builder
            .Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(o =>
            {
                o.MapInboundClaims = false;
                o.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidIssuer = Issuer,
                    ValidAudience = "api",
                    IssuerSigningKey = _credentials.Key,
                    ValidAlgorithms = [algorithm],
                    NameClaimType = Person.Name,
                    RoleClaimType = Person.Role,
                };
                if (denylist)
                    o.Events = new JwtBearerEvents { OnTokenValidated = CheckAsync };
            });

    public Task SignInAsync(HttpContext context, int n)
    {
        var now = DateTime.UtcNow;
        var token = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = "api",
                IssuedAt = now,
                NotBefore = now,
                Expires = now.AddHours(2),
                Subject = new ClaimsIdentity([.. Person.Claims(n), new Claim("jti", Guid.NewGuid().ToString())]),
                SigningCredentials = _credentials,
            }
        );
        return context.Response.WriteAsync(token);
    }

    private static async Task CheckAsync(TokenValidatedContext context)
    {
        var redis = context.HttpContext.RequestServices.GetRequiredService<IConnectionMultiplexer>();
        if (await redis.GetDatabase().KeyExistsAsync("denied:" + context.Principal!.FindFirstValue("jti")))
            context.Fail("revoked");
    }

    private static SecurityKey KeyFor(string algorithm) =>
        algorithm switch
        {
            "HS256" => new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)),
            "RS256" => new RsaSecurityKey(RSA.Create(2048)),
            _ => new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        };
}
