using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Issuer;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class HostingTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    [Fact]
    public async Task Inside_another_entry_assembly_pages_and_assets_are_the_issuers_own()
    {
        Assert.NotEqual("WebPortal.Issuer", System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name);
        using var browser = _issuer.Browser();
        foreach (var page in new[] { "/", "/sign-in", "/signed-out" })
        {
            await browser.GetAsync(page);
            Assert.Equal(200, (int)browser.Status);
            Assert.Contains("This is the issuer", browser.Html, StringComparison.Ordinal);
        }
        await browser.GetAsync("/site.css");
        Assert.Equal("text/css", browser.Last.Content.Headers.ContentType?.MediaType);
        Assert.Contains("--acc", browser.Html, StringComparison.Ordinal);
        await browser.GetAsync("/logo.svg");
        Assert.Equal("image/svg+xml", browser.Last.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_host_that_references_the_issuer_does_not_serve_its_pages()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRazorPages().AddApplicationPart(typeof(IssuerHost).Assembly);
        await using var host = builder.Build();
        host.MapRazorPages();
        Assert.Empty(((IEndpointRouteBuilder)host).DataSources.SelectMany(s => s.Endpoints));
    }

    [Fact]
    public async Task It_stops_in_less_than_a_second_with_work_under_way()
    {
        var issuer = await IssuerUnderTest.StartAsync(o =>
        {
            // Nobody listens there: a delivery is waiting for its next attempt when the stop comes.
            o.Clients["webportal"].BackChannelLogoutUri = "http://localhost:9/logout";
            o.Faults.Enabled = true;
        });
        using var browser = issuer.Browser();
        var flow = new Flow();
        await browser.GetAsync(flow.Address());
        await browser.SignInAsAsync("vera");
        await browser.AllowAsync(("fault", "SlowAnswer"));
        var hanging = TokenAnswer.PostAsync(issuer, flow.Exchange(Flow.Answer(browser)["code"], issuer.Secret()));
        await browser.GetAsync("/sign-out");
        await browser.SubmitAsync("Sign out");
        var watch = Stopwatch.StartNew();
        await issuer.DisposeAsync();
        // A second by the host's own limit; the rest is for a busy machine.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 3000);
        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
    }

    [Fact]
    public async Task On_another_host_name_it_sends_people_on_and_refuses_programs()
    {
        using var http = _issuer.Http();
        using var get = new HttpRequestMessage(HttpMethod.Get, "/connect/authorize?x=1")
        {
            Headers = { Host = "localhost" },
        };
        Assert.Equal(_issuer.Origin + "/", (await http.SendAsync(get)).Headers.Location?.OriginalString);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Headers = { Host = "localhost" } };
        Assert.Equal(421, (int)(await http.SendAsync(post)).StatusCode);
        using var evil = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        Assert.Equal(400, (int)(await http.SendAsync(evil)).StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using var http = _issuer.Http();
        foreach (
            var path in new[]
            {
                "/",
                "/sign-in",
                "/nothing-here",
                "/connect/authorize",
                "/site.css",
                "/google/userinfo/v3",
                "/.well-known/jwks",
            }
        )
        {
            var response = await http.GetAsync(path);
            string Header(string name) =>
                response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
            Assert.Equal("nosniff", Header("X-Content-Type-Options"));
            Assert.Equal("same-origin", Header("Referrer-Policy"));
            Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.StartsWith(
                path == "/site.css" ? "no-cache" : "no-store",
                response.Headers.CacheControl?.ToString(),
                StringComparison.Ordinal
            );
            Assert.Empty(Header("Server"));
        }
    }
}
