using Microsoft.AspNetCore.Authentication;
using WebPortal.Features.SocialLogin.Logout;
using WebPortal.Security;

namespace WebPortal.Features.SocialLogin.Providers;

internal static class ProvidersModule
{
    /// <summary>How long a provider may take to answer the portal itself: <c>Authentication:ProviderTimeout</c>, a time span.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    public static void AddProviders(this WebApplicationBuilder builder)
    {
        var root = builder.Configuration.GetSection(ProviderSection.Root);
        var timeout = root.GetValue("ProviderTimeout", DefaultTimeout);
        var authentication = builder.Services.AddAuthentication();
        var services = builder.Services;

        ProviderSection Section(string path) => new(root.GetSection(path), builder.Environment);
        if (Section("Google") is { Exists: true } google)
        {
            services.Register(Google.Add(authentication, google, timeout), google);
            services.AddSingleton(Google.RiskSource(google, Section("Google:Risc"), timeout));
        }
        if (Section("GitHub") is { Exists: true } github)
            services.Register(GitHub.Add(authentication, github, timeout), github);
        foreach (var child in root.GetSection("OpenIdConnect").GetChildren())
        {
            var section = new ProviderSection(child, builder.Environment);
            if (section.Exists)
                services.Register(OpenIdConnect.Add(authentication, section, timeout), section);
        }
    }

    private static void Register(this IServiceCollection services, SocialProvider provider, ProviderSection section)
    {
        if (provider.IsStandIn && !section.MayBeStandIn)
            throw new StartException($"Authentication:{provider.Scheme}:StandIn is for Development only: remove it.");
        services.AddSingleton(provider);
        // The form that starts an attempt ends, after a redirect, at the provider: the content security policy must allow that.
        foreach (
            var origin in section
                .List("FormActionOrigins")
                .Prepend(provider.AuthorizationOrigin)
                .Distinct(StringComparer.Ordinal)
        )
            services.AddSingleton(new FormActionOrigin(origin));
    }
}
