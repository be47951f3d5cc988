using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Lab.Tokens;

/// <summary>
/// What the page's script needs to check a token by itself: the bench's keys and the words of the refusals. The shared demo secret is among them,
/// because HS256 cannot be checked without it; that is what the page is there to show.
/// </summary>
internal static class BenchData
{
    public static void MapBenchData(this WebApplication app) =>
        app.MapGet("/lab/tokens/bench.json", (DemoKeys keys) => TypedResults.Ok(Of(keys.Published)))
            .AllowAnonymous()
            .WithMetadata(new DoesNotTouchSession());

    private static object Of(IReadOnlyList<JsonWebKey> keys) =>
        new
        {
            keys = keys.Select(Plain),
            refusals = StepVerifier
                .Checks.SelectMany(c => c.Refusals)
                .ToDictionary(r => r.Code, r => new[] { r.Title, r.Why }, StringComparer.Ordinal),
        };

    /// <summary>As a JWKS writes it.</summary>
    public static Dictionary<string, string> Plain(JsonWebKey key) =>
        new (string Name, string? Value)[]
        {
            ("kty", key.Kty),
            ("kid", key.Kid),
            ("alg", key.Alg),
            ("n", key.N),
            ("e", key.E),
            ("crv", key.Crv),
            ("x", key.X),
            ("y", key.Y),
            ("k", key.K),
        }
            .Where(m => !string.IsNullOrEmpty(m.Value))
            .ToDictionary(m => m.Name, m => m.Value!, StringComparer.Ordinal);
}
