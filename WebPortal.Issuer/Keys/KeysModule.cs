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
        services.AddSingleton<KeyRingOptions>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(s =>
            s.GetRequiredService<KeyRingOptions>()
        );
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(s =>
            s.GetRequiredService<KeyRingOptions>()
        );
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictValidationOptions>>(s =>
            s.GetRequiredService<KeyRingOptions>()
        );
    }
}
