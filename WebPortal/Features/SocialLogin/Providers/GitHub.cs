using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using WebPortal.Features.SocialLogin.Callback;

namespace WebPortal.Features.SocialLogin.Providers;

// The anatomy of the package AspNet.Security.OAuth.GitHub (Defaults, Options, Handler, Extensions; same names, same claims), which could take the
// place of everything in this file but GitHub itself: delete the four classes below it, and AddGitHub is the package's. One thing must then be
// asked anew: the package takes the primary address without looking whether it is verified.

/// <summary>GitHub by the framework's OAuth handler. There is no ID token, no nonce and no auth_time: PKCE and state bind the answer to the browser.</summary>
internal static class GitHub
{
    public static SocialProvider Add(AuthenticationBuilder authentication, ProviderSection section, TimeSpan timeout)
    {
        // Read now: what is missing or wrong stops the start.
        var (clientId, clientSecret) = (section["ClientId"], section["ClientSecret"]);
        var authorization = section.Endpoint("AuthorizationEndpoint");
        var (token, user) = (section.Endpoint("TokenEndpoint"), section.Endpoint("UserInformationEndpoint"));
        var emails = section.Endpoint("UserEmailsEndpoint");
        authentication.AddGitHub(o =>
        {
            RemoteDefaults.Apply(o, timeout);
            (o.ClientId, o.ClientSecret) = (clientId, clientSecret);
            o.AuthorizationEndpoint = authorization ?? o.AuthorizationEndpoint;
            o.TokenEndpoint = token ?? o.TokenEndpoint;
            o.UserInformationEndpoint = user ?? o.UserInformationEndpoint;
            o.UserEmailsEndpoint = emails ?? o.UserEmailsEndpoint;
            o.UsePkce = true;
            o.Events.OnCreatingTicket = Create;
        });
        return new SocialProvider(
            GitHubAuthenticationDefaults.AuthenticationScheme,
            GitHubAuthenticationDefaults.DisplayName,
            section.Flag("StandIn"),
            ProviderKind.GitHub
        )
        {
            AuthorizationOrigin = ProviderSection.OriginOf(
                authorization ?? GitHubAuthenticationDefaults.AuthorizationEndpoint
            ),
        };
    }

    private static Task Create(OAuthCreatingTicketContext context)
    {
        // The number, not the login name: names are given up and taken by others.
        if (
            !context.User.TryGetProperty("id", out var id)
            || id.ValueKind != JsonValueKind.Number
            || !id.TryGetInt64(out var number)
            || number <= 0
        )
            throw new SocialProblem(Outcome.NotBelieved);
        context.HttpContext.Features.Set(
            new ExternalIdentity(
                context.Scheme.Name,
                number.ToString(System.Globalization.CultureInfo.InvariantCulture)
            )
            {
                Email = context.Principal?.FindFirstValue(ClaimTypes.Email),
                EmailVerified = context.Principal?.HasClaim(c => c.Type == ClaimTypes.Email) is true,
                Name = context.User.Text("name") ?? context.User.Text("login"),
            }
        );
        return Task.CompletedTask;
    }
}

internal static class GitHubAuthenticationDefaults
{
    public const string AuthenticationScheme = "GitHub";
    public const string DisplayName = "GitHub";
    public const string CallbackPath = "/signin-github";
    public const string AuthorizationEndpoint = "https://github.com/login/oauth/authorize";
    public const string TokenEndpoint = "https://github.com/login/oauth/access_token";
    public const string UserInformationEndpoint = "https://api.github.com/user";
    public const string UserEmailsEndpoint = "https://api.github.com/user/emails";
}

internal sealed class GitHubAuthenticationOptions : OAuthOptions
{
    public GitHubAuthenticationOptions()
    {
        CallbackPath = GitHubAuthenticationDefaults.CallbackPath;
        AuthorizationEndpoint = GitHubAuthenticationDefaults.AuthorizationEndpoint;
        TokenEndpoint = GitHubAuthenticationDefaults.TokenEndpoint;
        UserInformationEndpoint = GitHubAuthenticationDefaults.UserInformationEndpoint;
        Scope.Add("user:email");
        ClaimActions.MapJsonKey(ClaimTypes.NameIdentifier, "id");
        ClaimActions.MapJsonKey(ClaimTypes.Name, "login");
    }

    public string UserEmailsEndpoint { get; set; } = GitHubAuthenticationDefaults.UserEmailsEndpoint;
}

internal sealed class GitHubAuthenticationHandler(
    IOptionsMonitor<GitHubAuthenticationOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : OAuthHandler<GitHubAuthenticationOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity,
        AuthenticationProperties properties,
        OAuthTokenResponse tokens
    )
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(tokens);
        using var user = (await GetAsync(Options.UserInformationEndpoint, tokens.AccessToken!))!;
        // Null for somebody who did not allow the scope.
        using var emails = await GetAsync(Options.UserEmailsEndpoint, tokens.AccessToken!, mayBeRefused: true);
        // Never the "email" of /user: that is profile text, without a word on verification.
        if (PrimaryVerified(emails?.RootElement ?? default) is { } email)
            identity.AddClaim(new Claim(ClaimTypes.Email, email, ClaimValueTypes.String, Options.ClaimsIssuer));
        var context = new OAuthCreatingTicketContext(
            new ClaimsPrincipal(identity),
            properties,
            Context,
            Scheme,
            Options,
            Backchannel,
            tokens,
            user.RootElement
        );
        context.RunClaimActions();
        await Events.CreatingTicket(context);
        return new AuthenticationTicket(context.Principal!, context.Properties, Scheme.Name);
    }

    private static string? PrimaryVerified(JsonElement emails) =>
        emails.ValueKind != JsonValueKind.Array
            ? null
            : emails
                .EnumerateArray()
                .Where(e => e.IsTrue("primary") && e.IsTrue("verified"))
                .Select(e => e.Text("email"))
                .FirstOrDefault(e => e is not null);

    private async Task<JsonDocument?> GetAsync(string address, string accessToken, bool mayBeRefused = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.UserAgent.ParseAdd("WebPortal"); // GitHub refuses requests without one.
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        if (mayBeRefused && response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
            return null;
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Context.RequestAborted));
    }
}

internal static class GitHubAuthenticationExtensions
{
    public static AuthenticationBuilder AddGitHub(
        this AuthenticationBuilder builder,
        Action<GitHubAuthenticationOptions> configuration
    ) =>
        builder.AddOAuth<GitHubAuthenticationOptions, GitHubAuthenticationHandler>(
            GitHubAuthenticationDefaults.AuthenticationScheme,
            GitHubAuthenticationDefaults.DisplayName,
            configuration
        );
}
