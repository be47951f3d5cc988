using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab.Tokens;

[Collection("lab")]
public sealed class BusyVisitorsTests(LabFixture lab)
{
    [Theory]
    [InlineData("/lab/lanes/o/sign-in")]
    [InlineData("/lab/lanes/b/sign-in")]
    public async Task Another_site_cannot_fill_the_cookie_header_with_sign_ins(string path)
    {
        foreach (var (site, expected) in new[] { ("cross-site", 403), ("same-site", 403), ("same-origin", 302) })
        {
            var answer = await RawHttp.SendAsync(
                lab.A.Url,
                "GET " + path,
                "Sec-Fetch-Site: " + site,
                "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: document"
            );
            Assert.Equal(expected, answer.Status);
            // Nothing was pushed to the issuer, which would keep a row of it for a day.
            Assert.DoesNotContain("request_uri=", answer.Text, StringComparison.Ordinal);
            Assert.Equal(expected == 302, answer.Text.Contains("lab-nonce", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Who_asks_for_work_without_end_is_told_to_wait_and_others_are_not()
    {
        await using var portal = await lab.StartPortalAsync(new() { ["Lab:WorkPerVisitor"] = "3" });
        using var visitor = new HttpVisitor(portal.Url);
        foreach (var path in new[] { "/lab/tokens/sizes", "/lab/tokens/keys", "/lab/tokens" })
        {
            using var answer = await visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        using var refused = await visitor.GetAsync("/lab/tokens/sizes");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("10", refused.Headers.GetValues("Retry-After").Single());
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Contains("<h1>Too many tries.</h1>", page, StringComparison.Ordinal);
        Assert.Contains("go back and try again", page, StringComparison.Ordinal);
        // Pages that cost nothing go on.
        using var claims = await visitor.GetAsync("/lab/claims");
        Assert.Equal(HttpStatusCode.OK, claims.StatusCode);
    }
}
