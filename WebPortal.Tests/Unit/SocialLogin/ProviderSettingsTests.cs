using Microsoft.AspNetCore.Authentication.Google;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebPortal.Features.SocialLogin;
using WebPortal.Features.SocialLogin.Logout;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Tests.Unit.SocialLogin;

/// <summary>What docs/social-login.md says can be set, can be set; and what is not set is the provider's own.</summary>
public sealed class ProviderSettingsTests
{
    [Fact]
    public void Google_and_GitHub_are_their_own_unless_set()
    {
        var services = Build(
            ("Google:ClientId", "g"),
            ("Google:ClientSecret", "s"),
            ("GitHub:ClientId", "h"),
            ("GitHub:ClientSecret", "s")
        );
        var google = Options<GoogleOptions>(services, "Google");
        Assert.Equal("https://accounts.google.com/o/oauth2/v2/auth", google.AuthorizationEndpoint);
        Assert.Equal("https://oauth2.googleapis.com/token", google.TokenEndpoint);
        Assert.Equal("https://www.googleapis.com/oauth2/v3/userinfo", google.UserInformationEndpoint);
        Assert.Equal("/signin-google", google.CallbackPath);
        var github = Options<GitHubAuthenticationOptions>(services, "GitHub");
        Assert.Equal("https://github.com/login/oauth/authorize", github.AuthorizationEndpoint);
        Assert.Equal("https://api.github.com/user/emails", github.UserEmailsEndpoint);
        Assert.Equal("/signin-github", github.CallbackPath);
        foreach (var options in new OAuthOptions[] { google, github })
            Assert.True(options is { UsePkce: true, SaveTokens: false });
    }

    [Fact]
    public void Every_endpoint_of_Google_and_GitHub_can_be_set()
    {
        var settings = new List<(string, string)> { ("ProviderTimeout", "00:00:07") };
        foreach (var section in new[] { "Google", "GitHub" })
        {
            settings.Add(($"{section}:ClientId", "id-" + section));
            settings.Add(($"{section}:ClientSecret", "secret-" + section));
            foreach (
                var key in new[]
                {
                    "AuthorizationEndpoint",
                    "TokenEndpoint",
                    "UserInformationEndpoint",
                    "UserEmailsEndpoint",
                }
            )
                settings.Add(($"{section}:{key}", $"https://{section}.example/{key}"));
        }
        settings.Add(("Google:MetadataAddress", "https://google.example/discovery"));
        settings.Add(("Google:Risc:MetadataAddress", "https://risc.example/discovery"));
        settings.Add(("GitHub:FormActionOrigins", "https://sso.example https://sso2.example"));
        var services = Build([.. settings]);
        var github = Options<GitHubAuthenticationOptions>(services, "GitHub");
        foreach (
            var (section, o) in new[]
            {
                ("Google", (OAuthOptions)Options<GoogleOptions>(services, "Google")),
                ("GitHub", github),
            }
        )
        {
            Assert.Equal(("id-" + section, "secret-" + section), (o.ClientId, o.ClientSecret));
            Assert.Equal(
                ($"https://{section}.example/AuthorizationEndpoint", $"https://{section}.example/TokenEndpoint"),
                (o.AuthorizationEndpoint, o.TokenEndpoint)
            );
            Assert.Equal($"https://{section}.example/UserInformationEndpoint", o.UserInformationEndpoint);
            Assert.Equal(TimeSpan.FromSeconds(7), o.BackchannelTimeout);
        }
        Assert.Equal("https://GitHub.example/UserEmailsEndpoint", github.UserEmailsEndpoint);
        var risc = Assert.Single(services.GetServices<RiskSource>());
        Assert.Equal(
            ("Google", "id-Google", "https://risc.example/discovery"),
            (risc.Scheme, risc.Audience, risc.Metadata.MetadataAddress)
        );
        Assert.Equal(
            ["https://github.example", "https://google.example", "https://sso.example", "https://sso2.example"],
            services
                .GetServices<WebPortal.Security.FormActionOrigin>()
                .Select(o => o.Origin.ToLowerInvariant())
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void An_OpenID_provider_is_as_strict_as_the_documents_say()
    {
        var services = Build(
            ("OpenIdConnect:Contoso:Authority", "https://login.contoso.example/"),
            ("OpenIdConnect:Contoso:ClientId", "portal")
        );
        var o = Options<OpenIdConnectOptions>(services, "Contoso");
        Assert.Equal("/signin-oidc/contoso", o.CallbackPath);
        Assert.Equal("/signout-callback-oidc/contoso", o.SignedOutCallbackPath);
        Assert.Equal(("code", "query", true), (o.ResponseType, o.ResponseMode, o.UsePkce));
        Assert.Equal(["email", "openid", "profile"], o.Scope.Order(StringComparer.Ordinal));
        Assert.True(o.ProtocolValidator.RequireNonce && o.TokenValidationParameters.RequireSignedTokens);
        Assert.True(o.TokenValidationParameters.ClockSkew <= TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(
            o.TokenValidationParameters.ValidAlgorithms,
            a => a.StartsWith("HS", StringComparison.Ordinal)
        );
        Assert.Null(o.ClientSecret);
        Assert.False(o.RemoteSignOutPath.HasValue);
    }

    private static T Options<T>(IServiceProvider services, string scheme) =>
        services.GetRequiredService<IOptionsMonitor<T>>().Get(scheme);

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        foreach (var (key, value) in settings)
            builder.Configuration["Authentication:" + key] = value;
        builder.AddSocialLogin();
        return builder.Services.BuildServiceProvider();
    }
}
