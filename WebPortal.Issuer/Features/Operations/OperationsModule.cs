using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;
using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Keys;

namespace WebPortal.Issuer.Features.Operations;

/// <summary>What the lab does to the issuer, over HTTP: rotate keys, end sessions. For tokens with the scope issuer.operate only.</summary>
internal static class OperationsModule
{
    private const string Policy = "operate";

    public static void AddOperations(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<LabPeople>();
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(
                Policy,
                policy =>
                    policy
                        .AddAuthenticationSchemes(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme)
                        .RequireAuthenticatedUser()
                        .RequireAssertion(context => context.User.HasScope(IssuerScopes.Operate))
            );
    }

    public static void MapOperations(this WebApplication app)
    {
        var operations = app.MapGroup("/operations").RequireAuthorization(Policy);
        operations.MapPost(
            "/signing-keys/rotate",
            (KeyRing keys, string? algorithm) => New(keys, keys.Rotate, algorithm)
        );
        operations.MapPost(
            "/signing-keys/replace",
            (KeyRing keys, string? algorithm) => New(keys, keys.Replace, algorithm)
        );
        operations.MapPost(
            "/signing-keys/retire-old",
            (KeyRing keys) => Results.Json(new { retired = keys.RetireOld(), published = Published(keys) })
        );
        operations.MapGet(
            "/people/{subject}/sessions",
            async (IssuerSessions sessions, string subject, CancellationToken ct) =>
                Results.Json(
                    (await sessions.LiveOfAsync(subject, ct)).Select(s => new
                    {
                        sid = s.Sid,
                        started_at = s.StartedAt,
                        auth_time = s.AuthTime,
                    })
                )
        );
        operations.MapPost(
            "/sessions/{sid}/end",
            async (SessionEnding ending, string sid) =>
                Results.Json(new { ended = await ending.EndAsync(sid, CancellationToken.None) ? 1 : 0 })
        );
        operations.MapPost(
            "/people/{subject}/end",
            async (SessionEnding ending, string subject) =>
                Results.Json(new { ended = await ending.EndPersonAsync(subject, CancellationToken.None) })
        );
        operations.MapPost(
            "/people/{subject}/disable",
            async (SessionEnding ending, string subject) =>
                Results.Json(new { ended = await ending.DisableAsync(subject, CancellationToken.None) })
        );
        operations.MapPost(
            "/people/{subject}/enable",
            async (SessionEnding ending, string subject) =>
            {
                await ending.EnableAsync(subject, CancellationToken.None);
                return Results.NoContent();
            }
        );
        operations.MapLabPeople();
        operations.MapTokenHolders();
    }

    private static IResult New(KeyRing keys, Func<string, string> make, string? algorithm) =>
        algorithm is null or "RS256" or "ES256"
            ? Results.Json(new { kid = make(algorithm ?? SecurityAlgorithms.RsaSha256), published = Published(keys) })
            : Results.BadRequest(new { error = "RS256 or ES256" });

    private static IEnumerable<string> Published(KeyRing keys) => keys.Signing.Select(c => c.Key.KeyId);
}
