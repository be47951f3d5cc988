using System.Net;
using System.Text.RegularExpressions;

namespace Rehearsal;

/// <summary>Somebody at https://portal.example, which is the proxy on this machine; trusts its certificate of the day.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri origin)
    {
        Origin = origin;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                CookieContainer = Cookies,
                ConnectCallback = async (_, ct) =>
                {
                    var socket = new System.Net.Sockets.Socket(
                        System.Net.Sockets.SocketType.Stream,
                        System.Net.Sockets.ProtocolType.Tcp
                    )
                    {
                        NoDelay = true,
                    };
                    await socket.ConnectAsync(IPAddress.Loopback, origin.Port, ct);
                    return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                },
                SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, _) => true },
            }
        )
        {
            BaseAddress = origin,
            Timeout = TimeSpan.FromSeconds(30),
        };
        _http.DefaultRequestHeaders.Add(
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        );
    }

    public Uri Origin { get; }

    public CookieContainer Cookies { get; } = new();

    public string SessionId => Cookies.GetCookies(Origin)["__Host-session"]?.Value ?? "";

    public Task<HttpResponseMessage> GetAsync(string path) =>
        _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

    public async Task<int> StatusAsync(string path)
    {
        using var response = await GetAsync(path);
        await response.Content.CopyToAsync(Stream.Null);
        return (int)response.StatusCode;
    }

    public async Task<string> ReadAsync(string path)
    {
        using var response = await GetAsync(path);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Fills in a page's form and sends it; the status, and where it leads.</summary>
    public async Task<(int Status, string To)> PostAsync(
        string page,
        string? action = null,
        params (string Name, string Value)[] fields
    )
    {
        var html = await ReadAsync(page);
        var token = Regex.Match(html, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]*)").Groups[1].Value;
        using var content = new FormUrlEncodedContent([
            .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
            new("__RequestVerificationToken", token),
        ]);
        using var response = await _http.PostAsync(new Uri(action ?? page, UriKind.Relative), content);
        return ((int)response.StatusCode, response.Headers.Location?.ToString() ?? "");
    }

    public async Task SignInAsync(string email, string password)
    {
        var (status, to) = await PostAsync(
            "/sign-in",
            null,
            ("Email", email),
            ("Password", password),
            ("Keep", "false")
        );
        if (status != 302 || SessionId.Length == 0)
            throw new InvalidOperationException($"The sign-in was answered {status} {to}.");
    }

    public void Dispose() => _http.Dispose();
}
