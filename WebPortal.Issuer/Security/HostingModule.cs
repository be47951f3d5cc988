using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Clients;

namespace WebPortal.Issuer.Security;

/// <summary>What makes the issuer the same host whether it owns the process or lives in another one's.</summary>
internal static class HostingModule
{
    public static WebApplicationOptions Options(string[] args, IssuerSettings settings) =>
        new()
        {
            Args = args,
            // The pages are discovered from the assembly of this name; the entry assembly may be the portal's.
            ApplicationName = typeof(IssuerHost).Assembly.GetName().Name,
            EnvironmentName = settings.Environment,
            ContentRootPath = settings.ContentRoot,
        };

    public static void AddHosting(this WebApplicationBuilder builder, IssuerSettings settings)
    {
        // Explicit, and without the process's Kestrel section: the portal's addresses must not be bound twice.
        builder.WebHost.UseUrls(
            settings.ListenOn ?? builder.Configuration["Issuer:ListenOn"] ?? "http://localhost:5081"
        );
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Configure();
            kestrel.AddServerHeader = false;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.AddIssuerOptions(settings);
        builder.AddQuietLogging();
        builder.Services.TryAddClock();
        builder.Services.AddSingleton<IssuerAddress>();
        builder
            .Services.AddOptions<HostFilteringOptions>()
            .Configure<IssuerAddress>((o, address) => o.AllowedHosts = [address.Host, "localhost"]);
    }

    private static void AddIssuerOptions(this WebApplicationBuilder builder, IssuerSettings settings)
    {
        builder
            .Services.AddOptions<IssuerOptions>()
            .Configure(o =>
            {
                if (builder.Environment.IsDevelopment())
                    DevelopmentClients.AddTo(o.Clients);
            })
            .BindConfiguration("Issuer")
            .Configure(o => settings.Configure?.Invoke(o))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<IssuerOptions>, IssuerOptionsRules>();
    }

    /// <summary>These categories write request parameters, redirect targets or tokens at the levels that are cut off here.</summary>
    private static void AddQuietLogging(this WebApplicationBuilder builder)
    {
        foreach (
            var category in new[]
            {
                "OpenIddict",
                "Microsoft.AspNetCore",
                "Microsoft.EntityFrameworkCore",
                "System.Net.Http",
            }
        )
            builder.Logging.AddFilter(category, LogLevel.Warning);
        // Keys are not encrypted at rest: the owner-only directory is what protects them, and the warning would come at each start.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    private static void TryAddClock(this IServiceCollection services) => services.AddSingleton(TimeProvider.System);
}
