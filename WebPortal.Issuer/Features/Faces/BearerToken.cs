using System.Net.Http.Headers;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>The token of a request, from the header only: one in an address would end up in logs (RFC 9700, 4.3.2).</summary>
internal static class BearerToken
{
    public static string? Of(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var value)
        && (Is(value.Scheme, "Bearer") || Is(value.Scheme, "token"))
            ? value.Parameter
            : null;

    // GitHub takes its older word "token" as well.
    private static bool Is(string scheme, string name) =>
        string.Equals(scheme, name, StringComparison.OrdinalIgnoreCase);
}
