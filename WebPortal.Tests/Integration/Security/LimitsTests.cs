using System.Text;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

/// <summary>Requests that no browser sends. Each is refused by its own status; none is a 500, and none reaches a handler.</summary>
public sealed class LimitsTests(PortalFixture portal)
{
    [Fact]
    public async Task Too_many_or_too_large_headers_are_431()
    {
        Assert.Equal(
            431,
            (await RawHttp.SendAsync(portal.A.Url, "GET /", "Cookie: a=" + new string('x', 40_000))).Status
        );
        var many = Enumerable.Range(0, 100).Select(i => $"X-{i}: 1").ToArray();
        Assert.Equal(431, (await RawHttp.SendAsync(portal.A.Url, "GET /", many)).Status);
    }

    [Fact]
    public async Task A_large_cookie_within_the_limit_is_harmless()
    {
        var cookie = "__Host-session=" + new string('x', 20_000);
        Assert.Equal(200, (await RawHttp.SendAsync(portal.A.Url, "GET /", "Cookie: " + cookie)).Status);
        cookie = "__Host-session=chunks-2147483647; __Host-antiforgery=chunks-9; __Host-notice=chunks-2147483647";
        Assert.Equal(200, (await RawHttp.SendAsync(portal.A.Url, "GET /sign-in", "Cookie: " + cookie)).Status);
    }

    [Fact]
    public async Task A_long_address_is_414() =>
        Assert.Equal(414, (await RawHttp.SendAsync(portal.A.Url, "GET /" + new string('a', 9000))).Status);

    [Fact]
    public async Task A_large_form_is_413_however_it_is_announced()
    {
        var body = "a=" + new string('x', 70_000);
        foreach (var path in new[] { "/sign-in", "/register" })
        {
            var announced = await SendAsync($"POST {path}", $"Content-Length: {body.Length}\r\n", body);
            Assert.Equal(413, announced.Status);
            var chunked = await SendAsync(
                $"POST {path}",
                "Transfer-Encoding: chunked\r\n",
                $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n"
            );
            Assert.Equal(413, chunked.Status);
        }
    }

    [Fact]
    public async Task A_form_with_too_many_fields_is_400()
    {
        var body = string.Join('&', Enumerable.Range(0, 5000).Select(i => $"f{i}=1"));
        Assert.Equal(400, (await SendAsync("POST /sign-in", $"Content-Length: {body.Length}\r\n", body)).Status);
    }

    [Theory]
    [InlineData("GET /%", 404)]
    [InlineData("GET /%zz", 404)]
    [InlineData("GET /%ff%fe", 404)]
    [InlineData("GET /%c0%af%c0%af", 404)]
    [InlineData("GET /%00", 400)]
    [InlineData("GET /sign-in%00", 400)]
    [InlineData("GET /..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("GET /../../etc/passwd", 404)]
    [InlineData("GET /.data/portal.db", 404)]
    [InlineData("GET /appsettings.json", 404)]
    [InlineData("GET /.git/config", 404)]
    [InlineData("GET /sign-in?returnUrl=%ff%fe%00", 200)]
    [InlineData("GET /sign-in?returnUrl=%u0041&&&=&a[", 200)]
    [InlineData("GET http://evil.example/sign-in", 400)]
    [InlineData("GET *", 405)]
    [InlineData("CONNECT evil.example:443", 400)]
    [InlineData("TRACE /sign-in", 405)]
    [InlineData("TRACK /sign-in", 405)]
    [InlineData("DEBUG /sign-in", 405)]
    [InlineData("PROPFIND /site.css", 405)]
    public async Task A_malformed_or_strange_request_is_refused_by_its_own_status(string request, int status)
    {
        var response = await RawHttp.SendAsync(portal.A.Url, request);
        Assert.Equal(status, response.Status);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked, identity\r\n\r\nhello"
    )]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n")]
    [InlineData("\0\0\0\r\n\r\n")]
    public async Task What_proxies_and_servers_may_read_differently_is_400(string bytes) =>
        Assert.Equal(400, (await RawHttp.SendBytesAsync(portal.A.Url, bytes)).Status);

    private Task<RawResponse> SendAsync(string requestLine, string headers, string body)
    {
        var text = new StringBuilder()
            .Append(requestLine)
            .Append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: text/html\r\n")
            .Append("Content-Type: application/x-www-form-urlencoded\r\n")
            .Append(headers)
            .Append("\r\n")
            .Append(body);
        return RawHttp.SendBytesAsync(portal.A.Url, text.ToString());
    }
}
