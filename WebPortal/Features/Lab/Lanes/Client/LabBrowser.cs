using System.Net;
using System.Text.RegularExpressions;

namespace WebPortal.Features.Lab.Lanes.Client;

/// <summary>A browser without a screen: keeps cookies by host (Secure ones on http localhost too, as browsers do), fills in forms, follows what it is told to.</summary>
internal sealed partial class LabBrowser(HttpClient http)
{
    private readonly Dictionary<(string Host, string Name), string> _cookies = [];

    /// <summary>The cookies of a host, as they would be sent; prefix of the name.</summary>
    public string Cookie(Uri address, string prefix) =>
        string.Join(
            "; ",
            _cookies
                .Where(c => c.Key.Host == address.Host && c.Key.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(c => $"{c.Key.Name}={c.Value}")
        );

    public Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken ct) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, address), ct);

    public Task<HttpResponseMessage> PostAsync(
        Uri address,
        IEnumerable<KeyValuePair<string, string>> fields,
        CancellationToken ct
    ) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) }, ct);

    /// <summary>The hidden fields of a form in a page, and where it goes.</summary>
    public static (Uri Action, Dictionary<string, string> Fields) Form(Uri page, string html, string holds)
    {
        var form =
            Forms().Matches(html).FirstOrDefault(f => f.Value.Contains(holds, StringComparison.Ordinal))
            ?? throw new LabFailure($"The page {page.AbsolutePath} of the issuer has no form with {holds}.");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match input in Hidden().Matches(form.Value))
            fields[Attribute(input.Value, "name")!] = Attribute(input.Value, "value") ?? "";
        var action = Attribute(form.Value[..form.Value.IndexOf('>', StringComparison.Ordinal)], "action");
        return (action is null ? page : new Uri(page, action), fields);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var cookies = Cookie(request.RequestUri!, "");
        if (cookies.Length > 0)
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        request.Headers.TryAddWithoutValidation("User-Agent", "WebPortal-Lab");
        var response = await http.SendAsync(request, ct);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
                Keep(request.RequestUri!.Host, cookie);
        }
        return response;
    }

    private void Keep(string host, string setCookie)
    {
        var pair = setCookie.Split(';')[0].Split('=', 2);
        if (setCookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
            _cookies.Remove((host, pair[0]));
        else
            _cookies[(host, pair[0])] = pair[1];
    }

    private static string? Attribute(string tag, string name)
    {
        var at = tag.IndexOf($" {name}=\"", StringComparison.Ordinal);
        if (at < 0)
            return null;
        at += name.Length + 3;
        return WebUtility.HtmlDecode(tag[at..tag.IndexOf('"', at)]);
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Hidden();
}

/// <summary>A step of the lab that did not go as it must; the message is for the page.</summary>
internal sealed class LabFailure(string message) : Exception(message);
