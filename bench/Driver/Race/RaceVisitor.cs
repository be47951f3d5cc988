using System.Net;
using System.Text.RegularExpressions;

namespace WebPortal.Bench.Driver.Race;

/// <summary>Somebody who opens the race's page and presses Run.</summary>
internal static partial class RaceVisitor
{
    private static readonly HttpClient Http = new(
        new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }
    );

    /// <returns>The race's id.</returns>
    public static async Task<string> RunAsync(string portal, bool told)
    {
        var address = new Uri(portal + "/lab/race");
        using var page = await Http.GetAsync(address);
        var field = FormToken().Match(await page.Content.ReadAsStringAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        // A browser sends Secure cookies to http://localhost; the framework's own jar does not.
        foreach (var cookie in page.Headers.GetValues("Set-Cookie"))
            request.Headers.TryAddWithoutValidation("Cookie", cookie.Split(';')[0]);
        request.Content = new FormUrlEncodedContent([
            new(field.Groups["name"].Value, field.Groups["value"].Value),
            new("level", "session"),
            new("cache", "5"),
            new("told", told ? "true" : ""),
        ]);
        using var answer = await Http.SendAsync(request);
        if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther))
            throw new InvalidOperationException($"No race: {(int)answer.StatusCode}");
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    [GeneratedRegex(
        "name=\"(?<name>__RequestVerificationToken)\" type=\"hidden\" value=\"(?<value>[^\"]+)\"",
        RegexOptions.None,
        1000
    )]
    private static partial Regex FormToken();
}
