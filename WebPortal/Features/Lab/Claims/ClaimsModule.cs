namespace WebPortal.Features.Lab.Claims;

internal static class ClaimsModule
{
    public static void AddClaims(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LabAddresses>();
        builder.Services.AddScoped<LastMeasurements>();
    }
}
