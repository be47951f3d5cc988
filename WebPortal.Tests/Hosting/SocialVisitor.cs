using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace WebPortal.Tests.Hosting;

/// <summary>A browser without a screen, at the portal and at the issuer: each has its own cookies, as two hosts have.</summary>
public sealed partial class SocialVisitor(Uri portal, string issuer) : IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }
    );

    private readonly Dictionary<string, string> _issuerCookies = new(StringComparer.Ordinal);

    public HttpVisitor Portal { get; } = new(portal);

    /// <summary>Presses "Continue with …". Where the portal sends the browser.</summary>
    public async Task<string> StartAsync(string provider, string returnUrl = "/account/sessions", bool keep = false)
    {
        using var response = await Portal.PostAsync(
            "/sign-in",
            keep ? [new("returnUrl", returnUrl), new("keep", "true")] : [new("returnUrl", returnUrl)],
            "/sign-in/with/" + provider
        );
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    /// <summary>Signs in at the issuer where asked, and answers its question. The address at which it sends the browser back.</summary>
    public async Task<string> AnswerAsync(
        string authorize,
        IssuerPerson person,
        string fault = "None",
        string decision = "allow"
    )
    {
        var (at, html, left) = await GoAsync(HttpMethod.Get, authorize, null);
        if (left is null && html.Contains("current-password", StringComparison.Ordinal))
        {
            (at, html, left) = await SubmitAsync(
                at,
                html,
                "name=\"password\"",
                ("login", person.Login),
                ("password", person.Password)
            );
        }
        if (left is null)
        {
            Assert.True(html.Contains("consent_decision", StringComparison.Ordinal), html);
            (at, html, left) = await SubmitAsync(
                at,
                html,
                "consent_decision",
                ("fault", fault),
                ("consent_decision", decision)
            );
        }
        Assert.True(left is not null, at + "\n" + html);
        return left;
    }

    /// <summary>The browser follows the issuer's redirect to the portal. <paramref name="socket"/>: of the instance that the balancer chose.</summary>
    public Task<HttpResponseMessage> ReturnAsync(string callback, Uri? socket = null)
    {
        var to = new Uri(callback);
        var request = new HttpRequestMessage(HttpMethod.Get, socket is null ? to : new Uri(socket, to.PathAndQuery));
        request.Headers.Host = to.Authority;
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        return Portal.SendAsync(request);
    }

    /// <summary>The whole way; where the portal sends the browser in the end.</summary>
    public async Task<string> SignInAsync(
        string provider,
        IssuerPerson person,
        string fault = "None",
        string decision = "allow",
        string returnUrl = "/account/sessions"
    )
    {
        var callback = await AnswerAsync(await StartAsync(provider, returnUrl), person, fault, decision);
        using var response = await ReturnAsync(callback);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    /// <summary>As if at another machine: the issuer asks for the password again.</summary>
    public void ForgetIssuer() => _issuerCookies.Clear();

    public async Task<string> ReadAsync(string path)
    {
        using var response = await Portal.GetAsync(path);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    public async Task<bool> IsSignedInAsync()
    {
        using var response = await Portal.GetAsync("/account/sessions");
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Goes through the issuer with the page that <paramref name="authorize"/> leads to.</summary>
    public async Task<(string At, string Html, string? Left)> GoAsync(
        HttpMethod method,
        string address,
        IEnumerable<KeyValuePair<string, string>>? fields
    )
    {
        for (var hops = 0; hops < 12; hops++)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.UserAgent.ParseAdd("TestBrowser/1.0");
            if (_issuerCookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", _issuerCookies.Select(c => $"{c.Key}={c.Value}")));
            if (fields is not null)
                request.Content = new FormUrlEncodedContent(fields);
            using var response = await _http.SendAsync(request);
            if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
            {
                foreach (var pair in cookies.Select(c => c.Split(';')[0].Split('=', 2)))
                {
                    if (pair[1].Length == 0)
                        _issuerCookies.Remove(pair[0]);
                    else
                        _issuerCookies[pair[0]] = pair[1];
                }
            }
            if (response.Headers.Location is not { } location)
                return (address, await response.Content.ReadAsStringAsync(), null);
            var next = new Uri(new Uri(address), location);
            if (next.Authority != new Uri(issuer).Authority)
                return (address, "", next.ToString());
            (method, address, fields) = (HttpMethod.Get, next.ToString(), null);
        }
        throw new InvalidOperationException("Twelve redirects in a row.");
    }

    private Task<(string At, string Html, string? Left)> SubmitAsync(
        string at,
        string html,
        string part,
        params (string Name, string Value)[] fields
    )
    {
        var form = FormPattern().Matches(html).First(m => m.Value.Contains(part, StringComparison.Ordinal));
        var values = InputPattern()
            .Matches(form.Groups["body"].Value)
            .Select(i => (Name: Attribute(i.Value, "name"), Value: Attribute(i.Value, "value") ?? ""))
            .Where(i => i.Name is not null)
            .DistinctBy(i => i.Name)
            .ToDictionary(i => i.Name!, i => i.Value);
        foreach (var (name, value) in fields)
            values[name] = value;
        var action = Attribute(form.Groups["tag"].Value, "action");
        var to = new Uri(new Uri(at), string.IsNullOrEmpty(action) ? at : action).ToString();
        return GoAsync(HttpMethod.Post, to, values);
    }

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
    }

    public void Dispose()
    {
        _http.Dispose();
        Portal.Dispose();
    }

    [GeneratedRegex(
        "<form(?<tag>[^>]*)>(?<body>.*?)</form>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex InputPattern();
}
