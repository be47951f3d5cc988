using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using WebPortal.Security;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Unit.Security;

public sealed class ProductionSettingsTests
{
    [Theory]
    [InlineData("AllowedHosts", "portal.example;0.0.0.0")]
    [InlineData("AllowedHosts", "[::]")]
    [InlineData("Proxies:0", "0.0.0.0/0")]
    [InlineData("AllowedHosts", "*")]
    [InlineData("AllowedHosts", "portal.example;*")]
    [InlineData("AllowedHosts", "")]
    [InlineData("AllowedHosts", null)]
    [InlineData("Portal:PublicOrigin", null)]
    [InlineData("Portal:PublicOrigin", "http://portal.example")]
    [InlineData("Portal:PublicOrigin", "https://portal.example/path")]
    [InlineData("Portal:PublicOrigin", "https://somebody@portal.example")]
    [InlineData("Portal:PublicOrigin", "portal.example")]
    [InlineData("Portal:PublicOrigin", "javascript:alert(1)")]
    [InlineData("Proxies:0", null)]
    [InlineData("Proxies:0", "not-an-address")]
    [InlineData("Proxies:0", "10.0.0.0/99")]
    [InlineData("DataProtection:AllowUnprotected", "false")]
    [InlineData("ConnectionStrings:Redis", "")]
    [InlineData("ConnectionStrings:Portal", null)]
    [InlineData("Demo:Accounts", "true")]
    [InlineData("TestHooks:Clock", "true")]
    [InlineData("ForwardedHeaders_Enabled", "true")]
    public void One_wrong_setting_is_one_sentence_that_names_it(string key, string? value)
    {
        var sentence = Assert.Single(Problems(key, value));
        var named = key.Split(':') is ["Proxies" or "Demo" or "TestHooks", ..] ? key.Split(':')[0] : key;
        Assert.Contains(named, sentence, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Proxies:0", "10.0.0.0/8")]
    [InlineData("Proxies:0", "fd00::/8")]
    [InlineData("Proxies:0", "::1")]
    [InlineData("urls", "https://*:443")]
    [InlineData("Portal:PublicOrigin", "https://portal.example:8443/")]
    public void Right_settings_are_no_problem(string key, string value) => Assert.Empty(Problems(key, value));

    [Fact]
    public void An_own_https_address_needs_no_proxy() =>
        Assert.Empty(Problems(("Proxies:0", null), ("Kestrel:Endpoints:Web:Url", "https://*:443")));

    private static List<string> Problems(string key, string? value) => Problems((key, value));

    private static List<string> Problems(params (string Key, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(PortalInstance.ProductionSettings)
        {
            ["ConnectionStrings:Redis"] = "localhost",
            ["ConnectionStrings:Portal"] = "Data Source=x",
        };
        foreach (var (key, value) in changes)
        {
            if (value is null)
                settings.Remove(key);
            else
                settings[key] = value;
        }
        return
        [
            .. ProductionSettings.Problems(
                new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
                new Production()
            ),
        ];
    }

    private sealed class Production : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
