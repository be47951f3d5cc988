namespace WebPortal.Issuer;

/// <summary>The issuer on its own. What it is made of is read in <see cref="IssuerHost"/>, which a portal in Development calls too.</summary>
internal static class Program
{
    public static Task Main(string[] args) => IssuerHost.Build(args).RunAsync();
}
