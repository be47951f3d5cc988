using Microsoft.Extensions.Options;

namespace WebPortal.Issuer.Data;

/// <summary>Where the issuer keeps what it must remember: the store, keys, made secrets. Never inside the content root, never committed.</summary>
internal sealed class DataDirectory
{
    private readonly string _root;

    public DataDirectory(IOptions<IssuerOptions> options, IHostEnvironment environment)
    {
        _root = Path.GetFullPath(
            options.Value.DataDirectory ?? Path.Combine(environment.ContentRootPath, "..", ".data", "issuer"),
            environment.ContentRootPath
        );
        OwnerOnly.CreateFolder(_root);
    }

    public string File(string name) => Path.Combine(_root, name);

    public string File(string folder, string name) => Path.Combine(Folder(folder).FullName, name);

    public DirectoryInfo Folder(string name) => OwnerOnly.CreateFolder(Path.Combine(_root, name));
}
