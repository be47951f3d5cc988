using System.Net;

namespace WebPortal.Tests.Integration.Issuer;

/// <summary>
/// What a browser does with the issuer's pages: keeps cookies (HttpClient's own jar would not send Secure ones over http),
/// fills in the served forms, follows redirects inside the issuer and stops at those that leave it.
/// </summary>
public sealed class TestBrowser(IssuerUnderTest issuer) : IDisposable
{
    private readonly HttpClient _http = issuer.Http();

    public Dictionary<string, string> Cookies { get; } = [];

    public HttpResponseMessage Last { get; private set; } = null!;

    public string Html { get; private set; } = "";

    public Uri At { get; private set; } = new(issuer.Origin);

    public HttpStatusCode Status => Last.StatusCode;

    /// <summary>Where the last answer sends the browser, when that is outside the issuer.</summary>
    public Uri? LeftFor { get; private set; }

    public Task<TestBrowser> GetAsync(string address) => SendAsync(HttpMethod.Get, address, null);

    public Task<TestBrowser> PostAsync(string address, IEnumerable<KeyValuePair<string, string>> fields) =>
        SendAsync(HttpMethod.Post, address, fields);

    /// <summary>Presses a button of the form that holds <paramref name="part"/>.</summary>
    public Task<TestBrowser> SubmitAsync(string part, params (string Name, string Value)[] fields)
    {
        var form = HtmlForm.With(Html, part);
        var values = new Dictionary<string, string>(form.Fields);
        foreach (var (name, value) in fields)
            values[name] = value;
        var to = string.IsNullOrEmpty(form.Action) ? At.PathAndQuery : form.Action;
        return form.Method == "get"
            ? GetAsync(
                to.Split('?')[0]
                    + "?"
                    + string.Join('&', values.Select(v => $"{v.Key}={Uri.EscapeDataString(v.Value)}"))
            )
            : PostAsync(to, values);
    }

    public async Task<TestBrowser> SignInAsAsync(string login) => await SubmitAsync("Sign in as", ("login", login));

    /// <summary>Presses Allow, unless this person's approval stands: the tests share the demo people (ApprovalTests has its own).</summary>
    public Task<TestBrowser> AllowAsync(params (string, string)[] more) =>
        LeftFor is not null
            ? Task.FromResult(this)
            : SubmitAsync("consent_decision", [("consent_decision", "allow"), .. more]);

    public Task<TestBrowser> CancelAsync() => SubmitAsync("consent_decision", ("consent_decision", "cancel"));

    private async Task<TestBrowser> SendAsync(
        HttpMethod method,
        string address,
        IEnumerable<KeyValuePair<string, string>>? fields
    )
    {
        LeftFor = null;
        for (var hops = 0; hops < 10; hops++)
        {
            At = new Uri(At, address);
            using var request = new HttpRequestMessage(method, At);
            request.Headers.UserAgent.ParseAdd("TestBrowser/1.0");
            if (Cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
            if (fields is not null)
                request.Content = new FormUrlEncodedContent(fields);
            Last = await _http.SendAsync(request);
            Html = await Last.Content.ReadAsStringAsync();
            Keep(Last);
            if (Last.Headers.Location is not { } location)
                return this;
            var next = new Uri(At, location);
            if (next.Authority != At.Authority)
            {
                LeftFor = next;
                return this;
            }
            (method, address, fields) = (HttpMethod.Get, next.PathAndQuery, null);
        }
        throw new InvalidOperationException("Ten redirects in a row.");
    }

    private void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
        {
            var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var n, var v] ? (n, v) : (cookie, "");
            if (value.Length == 0)
                Cookies.Remove(name);
            else
                Cookies[name] = value;
        }
    }

    public void Dispose() => _http.Dispose();
}
