extern alias minimal;

using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>An application that has only AddCookie and the session folder: sign in on one instance, end everything on the other.</summary>
public sealed class MinimalAppTests(PortalFixture portal)
{
    [Fact]
    public async Task Signs_in_here_and_is_ended_there()
    {
        await using var a = new App(portal.Redis.Patiently);
        await using var b = new App(portal.Redis.Patiently);
        using var at = a.Visit();
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(at, "/sign-in/ada")).StatusCode);
        Assert.InRange("__Host-session=".Length + at.Session!.Length, 1, 80);
        using var there = at.At(b.ClientOptions.BaseAddress);
        Assert.Equal("ada", await (await there.GetAsync("/me")).Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(there, "/sign-out-everywhere")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await at.GetAsync("/me")).StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpVisitor visitor, string path) =>
        visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, path));

    private sealed class App : WebApplicationFactory<minimal::Program>
    {
        private readonly string _redis;

        public App(string redis)
        {
            _redis = redis;
            UseKestrel(o => o.Listen(IPAddress.Loopback, 0));
            StartServer();
        }

        public HttpVisitor Visit() => new(ClientOptions.BaseAddress);

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("ConnectionStrings:Redis", _redis);
            builder.UseSetting("Sessions:KeyPrefix", "minimal");
            builder.UseSetting("Logging:LogLevel:Default", "None");
        }
    }
}
