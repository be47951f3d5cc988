namespace WebPortal.Issuer.Clients;

/// <summary>A scope in the words the consent page uses, and the API its access tokens are for.</summary>
internal sealed record IssuerScope(string Words, string? Resource = null);

internal static class IssuerScopes
{
    public const string ApiResource = "webportal-api";
    public const string OperationsResource = "issuer-operations";
    public const string Operate = "issuer.operate";

    public static readonly IReadOnlyDictionary<string, IssuerScope> All = new Dictionary<string, IssuerScope>(
        StringComparer.Ordinal
    )
    {
        ["openid"] = new("Know who you are at this issuer"),
        ["profile"] = new("See your name, login name and picture"),
        ["email"] = new("See your e-mail address, and whether it is verified"),
        ["offline_access"] = new("Keep this access after you sign out here"),
        ["roles"] = new("See whether you administer the lab"),
        ["api"] = new("Call the API of the lab for you", ApiResource),
        [Operate] = new("Operate this issuer: rotate keys, end sessions", OperationsResource),
    };

    public static string Words(string scope) => All.TryGetValue(scope, out var known) ? known.Words : scope;
}
