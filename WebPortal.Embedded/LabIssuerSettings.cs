using WebPortal.Issuer.Clients;

namespace WebPortal.Embedded;

/// <summary>The settings by which the lab finds the issuer (docs/lab.md).</summary>
public static class LabIssuerSettings
{
    /// <param name="directory">The issuer's data directory, which holds the secrets it made.</param>
    public static IEnumerable<KeyValuePair<string, string>> For(string origin, string directory)
    {
        yield return new("Lab:Issuer:Origin", origin);
        foreach (var client in LabClients.Confidential)
        {
            var secret = Path.Combine(directory, "secrets", client);
            if (File.Exists(secret))
                yield return new($"Lab:Issuer:Secrets:{client}", File.ReadAllText(secret).Trim());
        }
    }
}
