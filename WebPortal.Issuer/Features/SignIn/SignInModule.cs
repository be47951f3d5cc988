using WebPortal.Issuer.Features.Authorization;

namespace WebPortal.Issuer.Features.SignIn;

internal static class SignInModule
{
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignInThrottle>();
        builder.Services.AddScoped<PasswordCheck>();
        builder.Services.AddSingleton<FreshSignIn>();
        builder.Services.AddScoped<ConsentDecision>();
        builder.Services.AddScoped<Grants>();
    }
}
