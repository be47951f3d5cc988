using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

/// <summary>Every response carries the headers: pages, files, redirects, refusals, streams, errors.</summary>
public sealed class HeadersTests(PortalFixture portal)
{
    private static readonly string[] Policy =
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types own-pages",
    ];

    [Theory]
    [InlineData("GET /", 200)]
    [InlineData("HEAD /", 200)]
    [InlineData("GET /sign-in", 200)]
    [InlineData("GET /site.css", 200)]
    [InlineData("GET /site.js", 200)]
    [InlineData("GET /logo.svg", 200)]
    [InlineData("GET /account/sessions", 302)]
    [InlineData("GET /admin/sessions", 302)]
    [InlineData("GET /live/account", 401)]
    [InlineData("GET /live/admin", 401)]
    [InlineData("GET /no-such-page", 404)]
    [InlineData("GET /site.css/no-such", 404)]
    [InlineData("GET /error", 404)]
    [InlineData("POST /sign-in", 400)]
    [InlineData("DELETE /sign-out", 405)]
    [InlineData("PUT /sign-in", 405)]
    [InlineData("DELETE /", 405)]
    [InlineData("OPTIONS /", 405)]
    [InlineData("TRACE /", 405)]
    [InlineData("GET /health/live", 200)]
    [InlineData("GET /health/ready", 200)]
    public async Task Every_response_carries_the_headers(string request, int status)
    {
        var body = request.StartsWith("POST", StringComparison.Ordinal) ? new[] { "Content-Length: 0" } : [];
        var response = await RawHttp.SendAsync(portal.A.Url, request, body);
        Assert.Equal(status, response.Status);
        AssertHeaders(response.Header);
        Assert.Equal(
            request.Contains(".css", StringComparison.Ordinal) && status == 200
            || request.Contains(".js", StringComparison.Ordinal)
            || request.Contains(".svg", StringComparison.Ordinal)
                ? "no-cache"
                : "no-store",
            response.Header("Cache-Control")
        );
    }

    [Fact]
    public async Task A_host_that_is_not_ours_is_refused_and_the_refusal_carries_the_headers()
    {
        foreach (var host in new[] { "evil.example", "localhost.evil.example", "", "[::1]", "localhost@evil.example" })
        {
            var response = await RawHttp.SendBytesAsync(
                portal.A.Url,
                $"GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            );
            Assert.Equal(400, response.Status);
            Assert.Null(response.Header("Server"));
            if (host == "evil.example")
                AssertHeaders(response.Header);
        }
    }

    [Fact]
    public async Task An_open_stream_and_signed_in_pages_carry_them_too()
    {
        var person = await Person.CreateAsync(portal.A);
        using var visitor = await person.SignInAsync(portal.A);
        foreach (var path in new[] { "/live/account", "/account/sessions", "/", "/admin/sessions" })
        {
            using var response = await visitor.GetAsync(path);
            Assert.Equal(path == "/admin/sessions" ? HttpStatusCode.Forbidden : HttpStatusCode.OK, response.StatusCode);
            AssertHeaders(name =>
                response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null
            );
            Assert.Equal("no-store", response.Headers.GetValues("Cache-Control").Single());
        }
    }

    [Fact]
    public async Task Outside_development_https_answers_carry_hsts_and_plain_http_is_sent_there()
    {
        await using var production = new PortalInstance("P", portal.Redis.Patiently, portal.Directory, "Production");
        foreach (var path in new[] { "/", "/no-such", "/site.css", "/account/sessions", "/live/account" })
        {
            var response = await RawHttp.SendBytesAsync(
                production.Url,
                $"GET {path} HTTP/1.1\r\nHost: portal.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"
            );
            Assert.Equal("max-age=31536000; includeSubDomains", response.Header("Strict-Transport-Security"));
            AssertHeaders(response.Header);
        }

        var plain = await RawHttp.SendBytesAsync(
            production.Url,
            "GET /sign-in?returnUrl=%2F HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n"
        );
        Assert.Equal(302, plain.Status);
        Assert.Equal("https://portal.example/sign-in?returnUrl=%2F", plain.Header("Location"));
        var form = await RawHttp.SendBytesAsync(
            production.Url,
            "POST /sign-in HTTP/1.1\r\nHost: portal.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        Assert.Equal(403, form.Status);
        Assert.Equal(200, (await RawHttp.SendAsync(production.Url, "GET /health/live")).Status);
    }

    [Fact]
    public async Task Nobody_is_given_a_cookie_for_looking_around()
    {
        foreach (var path in new[] { "/", "/no-such", "/site.css", "/health/ready", "/live/account" })
            Assert.Null((await RawHttp.SendAsync(portal.A.Url, "GET " + path)).Header("Set-Cookie"));
    }

    internal static void AssertHeaders(Func<string, string?> header)
    {
        var policy = (header("Content-Security-Policy") ?? "").Split("; ").Select(d => d.TrimEnd(';')).ToArray();
        Assert.Equal(Policy.Order(), policy.Order());
        Assert.Equal("nosniff", header("X-Content-Type-Options"));
        Assert.Equal("DENY", header("X-Frame-Options"));
        Assert.Equal("same-origin", header("Referrer-Policy"));
        Assert.Equal("same-origin", header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", header("Cross-Origin-Resource-Policy"));
        Assert.Contains("camera=()", header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.Null(header("Server"));
        Assert.Null(header("X-Powered-By"));
        Assert.Null(header("Access-Control-Allow-Origin"));
    }
}
