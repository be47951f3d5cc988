using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Security;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

/// <summary>Who may say where a request came from: configured proxies, and nobody else, this machine included.</summary>
public sealed class ProxiesTests(PortalFixture portal)
{
    [Fact]
    public async Task By_default_nobody_is_believed_and_administrators_can_be_told()
    {
        await using var instance = Instance([]);
        Assert.Null(instance.Services.GetRequiredService<ProxyWatch>().Unnamed);
        Assert.Equal("127.0.0.1", await AddressOfSignInAsync(instance, "203.0.113.9"));
        Assert.Equal("127.0.0.1", instance.Services.GetRequiredService<ProxyWatch>().Unnamed?.MapToIPv4().ToString());
        Assert.Single(
            instance.Lines.All,
            l => l.Contains("sent X-Forwarded-For and is not among Proxies", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_configured_proxy_is_believed_for_its_last_hop_only()
    {
        await using var instance = Instance(["127.0.0.0/8"]);
        Assert.Equal("203.0.113.9", await AddressOfSignInAsync(instance, "203.0.113.9"));
        Assert.Equal("203.0.113.9", await AddressOfSignInAsync(instance, "198.51.100.1, 203.0.113.9"));
        Assert.Equal("2001:db8::1", await AddressOfSignInAsync(instance, "2001:db8::1"));
        Assert.Equal("127.0.0.1", await AddressOfSignInAsync(instance, "not-an-address"));
        Assert.Equal("127.0.0.1", await AddressOfSignInAsync(instance, null));
        Assert.Null(instance.Services.GetRequiredService<ProxyWatch>().Unnamed);
    }

    [Fact]
    public async Task Another_network_is_not_believed()
    {
        await using var instance = Instance(["10.0.0.0/8"]);
        Assert.Equal("127.0.0.1", await AddressOfSignInAsync(instance, "203.0.113.9"));
        Assert.NotNull(instance.Services.GetRequiredService<ProxyWatch>().Unnamed);
    }

    [Theory]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("Forwarded: host=evil.example;proto=https;for=203.0.113.9")]
    [InlineData("X-Original-Host: evil.example")]
    [InlineData("X-Host: evil.example")]
    [InlineData("X-Forwarded-Prefix: //evil.example")]
    [InlineData("X-Original-URL: /admin/sessions")]
    [InlineData("X-Rewrite-URL: /admin/sessions")]
    public async Task No_header_moves_the_host_or_the_path_even_from_a_proxy(string header)
    {
        await using var instance = Instance(["127.0.0.1"]);
        var response = await RawHttp.SendAsync(instance.Url, "GET /account/sessions", header);
        Assert.Equal(302, response.Status);
        Assert.Equal(
            $"http://localhost:{instance.Url.Port}/sign-in?returnUrl=%2Faccount%2Fsessions",
            response.Header("Location")
        );
    }

    private PortalInstance Instance(string[] proxies)
    {
        _ = portal.A; // Whoever starts first in that directory makes the demo accounts.
        return new(
            "proxied",
            portal.Redis.Patiently,
            portal.Directory,
            settings: proxies.Select((p, i) => (p, i)).ToDictionary(x => $"Proxies:{x.i}", x => (string?)x.p)
        );
    }

    private static async Task<string> AddressOfSignInAsync(PortalInstance instance, string? forwarded)
    {
        var person = await Person.CreateAsync(instance);
        using var visitor = new HttpVisitor(instance.Url);
        using var page = await visitor.GetAsync("/sign-in");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent([
                new("Email", person.Email),
                new("Password", person.Password),
                new("__RequestVerificationToken", HttpVisitor.TokenIn(await page.Content.ReadAsStringAsync())),
            ]),
        };
        if (forwarded is not null)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        using var response = await visitor.SendAsync(request);
        await using var scope = instance.Services.CreateAsyncScope();
        return scope
            .ServiceProvider.GetRequiredService<PortalDbContext>()
            .Sessions.Single(s => s.UserId == person.Id)
            .Address;
    }
}
