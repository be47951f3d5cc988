namespace WebPortal.Issuer.Features.Apps;

internal static class AppsModule
{
    public static void AddApps(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Approvals>();
        builder.Services.AddScoped<AllowedApps>();
    }
}
