using System.Net;
using System.Text.RegularExpressions;

namespace WebPortal.Tests.Hosting;

/// <summary>
/// A browser without a screen: keeps cookies (Secure ones on http://localhost too, as browsers do and HttpClient does not), follows nothing by itself,
/// fills in antiforgery tokens.
/// </summary>
public sealed partial class HttpVisitor : IDisposable
{
    private readonly HttpClient _http;

    private readonly bool _https;

    /// <param name="address">Of the portal. For https this visitor is also the proxy that ends TLS: it speaks http and says so.</param>
    public HttpVisitor(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        _https = address.Scheme == "https";
        address = new UriBuilder(address) { Scheme = "http" }.Uri;
        _http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = address,
        };
    }

    /// <summary>What the browser would hold, by name.</summary>
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public string? Session => Cookies.GetValueOrDefault("__Host-session");

    /// <summary>The same cookies at another instance.</summary>
    public HttpVisitor At(Uri address)
    {
        var copy = new HttpVisitor(address);
        foreach (var (name, value) in Cookies)
            copy.Cookies[name] = value;
        return copy;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Opens <paramref name="page"/>, fills in its antiforgery token and posts <paramref name="fields"/> to <paramref name="action"/>.</summary>
    public async Task<HttpResponseMessage> PostAsync(
        string page,
        IEnumerable<KeyValuePair<string, string>> fields,
        string? action = null
    )
    {
        using var form = await GetAsync(page);
        var token = TokenIn(await form.Content.ReadAsStringAsync());
        Secrets.Add(token);
        var filled = fields.ToList();
        Secrets.AddPasswords(filled);
        return await SendAsync(
            new HttpRequestMessage(HttpMethod.Post, action ?? page)
            {
                Content = new FormUrlEncodedContent([.. filled, new("__RequestVerificationToken", token)]),
            }
        );
    }

    /// <summary>The antiforgery token of the first form in a page; empty when there is none.</summary>
    public static string TokenIn(string html) => WebUtility.HtmlDecode(TokenPattern().Match(html).Groups[1].Value);

    public Task<HttpResponseMessage> SignInAsync(string email, string password, bool keep = false) =>
        PostAsync("/sign-in", [new("Email", email), new("Password", password), new("Keep", keep ? "true" : "false")]);

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Cookies.Count > 0)
            request.Headers.TryAddWithoutValidation(
                "Cookie",
                string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}"))
            );
        request.Headers.TryAddWithoutValidation(
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        );
        if (_https)
            request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        Secrets.Collect(request);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
                Keep(cookie);
        }
        return response;
    }

    /// <summary>Everything secret that this visitor sent or was given.</summary>
    public Secrets Secrets { get; } = new();

    public void Dispose() => _http.Dispose();

    private void Keep(string setCookie)
    {
        var pair = setCookie.Split(';')[0].Split('=', 2);
        if (setCookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
        {
            Cookies.Remove(pair[0]);
        }
        else
        {
            Cookies[pair[0]] = pair[1];
            Secrets.Add(pair[1]);
        }
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]*)""")]
    private static partial Regex TokenPattern();
}
