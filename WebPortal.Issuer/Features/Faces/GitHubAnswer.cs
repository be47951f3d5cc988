namespace WebPortal.Issuer.Features.Faces;

/// <summary>GitHub answers its token endpoint in a form, or in JSON to those who ask for it; an error has status 200 as well.</summary>
internal static class GitHubAnswer
{
    public static IResult Of(HttpRequest request, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
            return Results.Json(values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal));
        var form = string.Join(
            '&',
            values.Select(v => $"{Uri.EscapeDataString(v.Key)}={Uri.EscapeDataString(v.Value)}")
        );
        return Results.Text(form, "application/x-www-form-urlencoded; charset=utf-8");
    }

    public static IResult Error(HttpRequest request, string error, string description) =>
        Of(
            request,
            [
                new("error", error),
                new("error_description", description),
                new(
                    "error_uri",
                    "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/"
                ),
            ]
        );
}
