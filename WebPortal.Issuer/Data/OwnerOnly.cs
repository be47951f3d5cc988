namespace WebPortal.Issuer.Data;

/// <summary>Files only the account that runs the issuer may read. On Windows the profile's own permissions hold.</summary>
internal static class OwnerOnly
{
    public static DirectoryInfo CreateFolder(string path) =>
        OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(
                path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );

    /// <summary>The mode is given at creation: there is no moment at which another account could open the file.</summary>
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    public static string ReadOrCreate(string path, Func<string> create)
    {
        if (!File.Exists(path))
            Write(path, create());
        return File.ReadAllText(path);
    }
}
