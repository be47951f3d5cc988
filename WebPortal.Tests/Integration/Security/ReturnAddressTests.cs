using System.Net;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Unit.Security;

namespace WebPortal.Tests.Integration.Security;

/// <summary>The same payloads through the sign-in page, and through the pages that send people there.</summary>
public sealed class ReturnAddressTests(PortalFixture portal)
{
    [Fact]
    public async Task Signing_in_never_leaves_the_site_and_never_fails()
    {
        var person = await Person.CreateAsync(portal.A);
        using var visitor = new HttpVisitor(portal.A.Url);
        var number = 0;
        foreach (var payload in SafeReturnUrlTests.Attacks.Append("/" + new string('a', 3000)))
        {
            // Half a surrogate pair cannot be written in a form at all.
            var text = payload.Contains('\ud800', StringComparison.Ordinal)
                ? "%ed%a0%80"
                : Uri.EscapeDataString(payload.Replace('\udfff', 'x'));
            using var shown = await visitor.GetAsync("/sign-in?returnUrl=" + text);
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
            // Checking a password is slow on purpose; every third payload is posted, all are in the unit test.
            if (number++ % 3 != 0)
                continue;
            using var response = await visitor.PostAsync(
                "/sign-in",
                [new("Email", person.Email), new("Password", person.Password)],
                "/sign-in?returnUrl=" + text
            );
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
            var location = response.Headers.Location!.OriginalString;
            var target = new Uri(new Uri("https://here.example/sign-in"), location);
            Assert.True(target.Host == "here.example", $"{payload}: {location}");
            Assert.StartsWith("/", location, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_with_umlauts_in_its_address_is_returned_to()
    {
        var person = await Person.CreateAsync(portal.A);
        using var visitor = new HttpVisitor(portal.A.Url);
        using var refused = await visitor.GetAsync("/account/sessions?q=m%C3%BCller%20%26%20co");
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        var signIn = refused.Headers.Location!.PathAndQuery;
        using var response = await visitor.PostAsync(
            signIn,
            [new("Email", person.Email), new("Password", person.Password)],
            signIn
        );
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith("/account/sessions?q=m", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var arrived = await visitor.GetAsync(response.Headers.Location.OriginalString);
        Assert.Equal(HttpStatusCode.OK, arrived.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("//evil.example/%2e%2e")]
    [InlineData("/%5Cevil.example")]
    [InlineData("/%2F%2Fevil.example")]
    [InlineData("/.//evil.example")]
    public async Task The_error_page_does_not_link_elsewhere(string path)
    {
        var response = await RawHttp.SendAsync(portal.A.Url, "GET " + path, "Accept: text/html");
        Assert.Equal(404, response.Status);
        Assert.DoesNotContain("href=\"//", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/\\", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/%", response.Text, StringComparison.OrdinalIgnoreCase);
    }
}
