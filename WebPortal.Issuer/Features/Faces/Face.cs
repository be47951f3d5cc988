namespace WebPortal.Issuer.Features.Faces;

/// <summary>What tells the two stand-ins apart where they share code. Their answers differ in <see cref="GoogleFace"/> and <see cref="GitHubFace"/>.</summary>
internal sealed record Face(
    string Key,
    string Provider,
    string TokenPrefix,
    TimeSpan TokenLifetime,
    IReadOnlyDictionary<string, string> Scopes
)
{
    public const string GoogleAuthorizePath = "google/o/oauth2/v2/auth";
    public const string GitHubAuthorizePath = "github/login/oauth/authorize";

    public static readonly Face Google = new(
        "google",
        "Google",
        "ya29.",
        TimeSpan.FromHours(1),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["openid"] = "Know who you are at Google",
            ["profile"] = "See your name and picture",
            ["email"] = "See your e-mail address, and whether it is verified",
        }
    );

    public static readonly Face GitHub = new(
        "github",
        "GitHub",
        "gho_",
        TimeSpan.FromHours(8),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["read:user"] = "Read your profile",
            ["user"] = "Read your profile and addresses",
            ["user:email"] = "Read your e-mail addresses, and whether they are verified",
        }
    );

    public string EmailScope => this == Google ? "email" : "user:email";

    public static Face Of(string key) => key == Google.Key ? Google : GitHub;

    public static Face Of(PathString path) =>
        path.StartsWithSegments("/google", StringComparison.Ordinal) ? Google : GitHub;

    public string Words(string scope) => Scopes.GetValueOrDefault(scope, scope);

    /// <summary>GitHub's scopes may stand between commas as well as spaces. A scope that is not known is left out, as both providers do for some.</summary>
    public IReadOnlyList<string> Parse(string? scope) =>
        [
            .. (scope ?? "")
                .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
                .Where(Scopes.ContainsKey)
                .Distinct(StringComparer.Ordinal),
        ];
}
