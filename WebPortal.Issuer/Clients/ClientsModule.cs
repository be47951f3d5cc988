namespace WebPortal.Issuer.Clients;

internal static class ClientsModule
{
    public static void AddClients(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClientSecrets>();
        builder.Services.AddScoped<ClientSeed>();
    }
}
