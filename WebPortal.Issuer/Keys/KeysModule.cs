using Microsoft.Extensions.Options;
using OpenIddict.Server;
using OpenIddict.Validation;

namespace WebPortal.Issuer.Keys;

internal static class KeysModule
{
    public static void AddKeys(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<KeyFiles>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>, KeyRingOptions>();
        services.AddChange<OpenIddictServerOptions>();
        services.AddChange<OpenIddictValidationOptions>();
    }

    private static void AddChange<TOptions>(this IServiceCollection services)
    {
        services.AddSingleton<OptionsChange<TOptions>>();
        services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(s =>
            s.GetRequiredService<OptionsChange<TOptions>>()
        );
    }
}
