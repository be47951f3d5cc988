using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using WebPortal.Issuer;

namespace WebPortal.Tests.Integration.Issuer;

/// <summary>What the settings decide, and which of them stop the start.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("https://issuer.example", true, "Issuer:Faults")]
    [InlineData("http://issuer.localhost:5081", false, "Issuer:Origin")]
    [InlineData("https://issuer.example/path", false, "Issuer:Origin")]
    public async Task Outside_Development_faults_and_plain_http_stop_the_start(string origin, bool faults, string key)
    {
        var data = Directory.CreateTempSubdirectory("wp-issuer-");
        var error = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            await using var app = IssuerHost.Build(
                [],
                new IssuerSettings
                {
                    Environment = "Production",
                    ListenOn = "http://127.0.0.1:0",
                    Configure = o => (o.Origin, o.DataDirectory, o.Faults.Enabled) = (origin, data.FullName, faults),
                }
            );
            await app.StartAsync();
        });
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Outside_Development_there_are_no_demo_people_and_no_clients_of_the_lab()
    {
        var data = Directory.CreateTempSubdirectory("wp-issuer-");
        await using (
            var app = IssuerHost.Build(
                ["--Issuer:Proxies:0=127.0.0.1"],
                new IssuerSettings
                {
                    Environment = "Production",
                    ListenOn = "http://127.0.0.1:0",
                    Configure = o => (o.Origin, o.DataDirectory) = ("https://issuer.example", data.FullName),
                }
            )
        )
        {
            await app.StartAsync();
            using var http = new HttpClient(IssuerUnderTest.Handler()) { BaseAddress = new Uri(app.Urls.First()) };
            http.DefaultRequestHeaders.Host = "issuer.example";
            http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            using var answer = await http.GetAsync("/sign-in");
            Assert.Contains(
                "max-age=31536000",
                answer.Headers.GetValues("Strict-Transport-Security").Single(),
                StringComparison.Ordinal
            );
            var page = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("Demo people", page, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(data.FullName, "demo-passwords")));
            Assert.False(Directory.Exists(Path.Combine(data.FullName, "secrets")));
            await app.StopAsync();
        }
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Redirect_URIs_and_secrets_come_from_arguments_too()
    {
        var data = Directory.CreateTempSubdirectory("wp-issuer-");
        await using (
            var app = IssuerHost.Build(
                [
                    "--Issuer:Clients:webportal:RedirectUris:0=http://localhost:40123/signin-oidc/issuer",
                    "--Issuer:Clients:webportal:Secret=a-secret-from-the-arguments",
                    $"--Issuer:DataDirectory={data.FullName}",
                    "--Issuer:Origin=http://issuer.localhost:0",
                    "--Issuer:ListenOn=http://127.0.0.1:0",
                ],
                new IssuerSettings { Environment = "Development" }
            )
        )
        {
            var running = new RunningIssuer(app);
            Assert.Equal("a-secret-from-the-arguments", running.ClientSecret("webportal"));
            await app.StartAsync();
            using var http = new HttpClient(IssuerUnderTest.Handler()) { BaseAddress = new Uri(running.Origin) };
            var response = await http.GetAsync(
                new Flow { RedirectUri = "http://localhost:40123/signin-oidc/issuer" }.Address()
            );
            Assert.StartsWith("/sign-in", response.Headers.Location?.OriginalString, StringComparison.Ordinal);
            await app.StopAsync();
        }
        data.Delete(recursive: true);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("implicit")]
    public void A_client_cannot_be_configured_for_a_grant_that_is_not_offered(string grant)
    {
        var data = Directory.CreateTempSubdirectory("wp-issuer-");
        var settings = new IssuerSettings
        {
            Environment = "Development",
            Configure = o => o.Clients["webportal"].Grants.Add(grant),
        };
        var error = Assert.Throws<OptionsValidationException>(() =>
            IssuerHost.Build([$"--Issuer:DataDirectory={data.FullName}"], settings)
        );
        Assert.Contains("Issuer:Clients:webportal:Grants", error.Message, StringComparison.Ordinal);
        data.Delete(recursive: true);
    }
}
