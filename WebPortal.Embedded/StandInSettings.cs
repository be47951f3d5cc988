namespace WebPortal.Embedded;

/// <summary>The settings by which the portal finds the local stand-ins: the same keys as for the real providers, see docs/social-login.md.</summary>
public static class StandInSettings
{
    public static IReadOnlyList<string> Sections { get; } = [.. For("", "").Keys];

    /// <summary>By provider's section; whoever applies them leaves out a section that is configured.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> For(string origin, string secret) =>
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal)
        {
            ["Authentication:Google"] = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["StandIn"] = "true",
                ["ClientId"] = "webportal",
                ["ClientSecret"] = secret,
                ["AuthorizationEndpoint"] = $"{origin}/google/o/oauth2/v2/auth",
                ["TokenEndpoint"] = $"{origin}/google/token",
                ["UserInformationEndpoint"] = $"{origin}/google/userinfo/v3",
                ["MetadataAddress"] = $"{origin}/google/.well-known/openid-configuration",
                ["Risc:MetadataAddress"] = $"{origin}/google/.well-known/openid-configuration",
            },
            ["Authentication:GitHub"] = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["StandIn"] = "true",
                ["ClientId"] = "webportal",
                ["ClientSecret"] = secret,
                ["AuthorizationEndpoint"] = $"{origin}/github/login/oauth/authorize",
                ["TokenEndpoint"] = $"{origin}/github/login/oauth/access_token",
                ["UserInformationEndpoint"] = $"{origin}/github/api/user",
                ["UserEmailsEndpoint"] = $"{origin}/github/api/user/emails",
            },
            ["Authentication:OpenIdConnect:Issuer"] = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["StandIn"] = "true",
                ["DisplayName"] = "Local issuer",
                ["ClientId"] = "webportal",
                ["ClientSecret"] = secret,
                ["Authority"] = origin,
            },
        };
}
