namespace WebPortal.Tests.Integration.Issuer;

internal static class Introspection
{
    public static async Task<TokenAnswer> AskAsync(
        IssuerUnderTest issuer,
        string token,
        string client = "webportal-api",
        string? secret = null
    ) =>
        await TokenAnswer.PostAsync(
            issuer,
            new Dictionary<string, string>
            {
                ["client_id"] = client,
                ["client_secret"] = secret ?? issuer.Secret(client),
                ["token"] = token,
            },
            "/connect/introspect"
        );

    public static async Task<bool> IsActiveAsync(IssuerUnderTest issuer, string token) =>
        (await AskAsync(issuer, token))["active"] == "True";
}
