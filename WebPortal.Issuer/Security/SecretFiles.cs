namespace WebPortal.Issuer.Security;

internal static class SecretFiles
{
    private const string Directory = "/run/secrets";

    /// <summary>Where containers get their secrets, each file is a setting: <c>Issuer__Clients__webportal__Secret</c>. Not on a developer's machine.</summary>
    public static void AddSecretFiles(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
            builder.Configuration.AddKeyPerFile(Directory, optional: true);
    }
}
