namespace WebPortal;

internal static class SecretFiles
{
    private const string Directory = "Secrets:Directory";
    private const string Default = "/run/secrets";

    /// <summary>
    /// Each file of <c>Secrets:Directory</c> (<c>/run/secrets</c>, where containers get theirs) is a setting: <c>ConnectionStrings__Redis</c> holds
    /// <c>ConnectionStrings:Redis</c>. Files win over the environment, which every child process and crash report carries along.
    /// </summary>
    public static void AddSecretFiles(this WebApplicationBuilder builder)
    {
        var named = builder.Configuration[Directory];
        // A developer's machine may have secrets of something else there.
        var directory = named ?? (builder.Environment.IsDevelopment() ? null : Default);
        if (directory is null)
            return;
        if (named is not null && !System.IO.Directory.Exists(named))
            throw new StartException($"{Directory} is {named}, which is no directory.");
        builder.Configuration.AddKeyPerFile(Path.GetFullPath(directory), optional: named is null);
    }
}
