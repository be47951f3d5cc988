using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Google;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Logout;

namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>
/// Google by Microsoft's handler, which speaks OAuth and does not look at the ID token that comes along. Here it is validated, and a nonce (which that
/// handler does not send) is added and compared, before the sign-in is accepted.
/// </summary>
internal static class Google
{
    public const string CallbackPath = "/signin-google";
    private const string Discovery = "https://accounts.google.com/.well-known/openid-configuration";
    private const string RiscDiscovery = "https://accounts.google.com/.well-known/risc-configuration";

    // Google has signed with both (https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken).
    private static readonly string[] OldIssuer = ["accounts.google.com"];

    public static SocialProvider Add(AuthenticationBuilder authentication, ProviderSection section, TimeSpan timeout)
    {
        // Read now: what is missing or wrong stops the start.
        var (clientId, clientSecret) = (section["ClientId"], section["ClientSecret"]);
        var authorization = section.Endpoint("AuthorizationEndpoint");
        var (token, user) = (section.Endpoint("TokenEndpoint"), section.Endpoint("UserInformationEndpoint"));
        var metadata = Metadata(section, timeout);
        var alsoIssuers = section.Optional("MetadataAddress") is null ? OldIssuer : [];
        authentication.AddGoogle(o =>
        {
            RemoteDefaults.Apply(o, timeout);
            (o.ClientId, o.ClientSecret) = (clientId, clientSecret);
            o.CallbackPath = CallbackPath;
            o.AuthorizationEndpoint = authorization ?? o.AuthorizationEndpoint;
            o.TokenEndpoint = token ?? o.TokenEndpoint;
            o.UserInformationEndpoint = user ?? o.UserInformationEndpoint;
            o.UsePkce = true;
            o.Events.OnRedirectToAuthorizationEndpoint = Redirect;
            o.Events.OnCreatingTicket = context =>
                CreateAsync(context, metadata, new TokenRules(clientId) { AlsoIssuers = alsoIssuers });
        });
        return new SocialProvider(
            GoogleDefaults.AuthenticationScheme,
            GoogleDefaults.DisplayName,
            section.Flag("StandIn"),
            ProviderKind.Google
        )
        {
            AuthorizationOrigin = ProviderSection.OriginOf(authorization ?? GoogleDefaults.AuthorizationEndpoint),
        };
    }

    private static ConfigurationManager<OpenIdConnectConfiguration> Metadata(
        ProviderSection section,
        TimeSpan timeout
    ) =>
        ProviderMetadata.Manager(
            section.Endpoint("MetadataAddress") ?? Discovery,
            section,
            Backchannel.Create(timeout)
        );

    /// <summary>Who sends Cross-Account Protection events about Google's people (https://developers.google.com/identity/protocols/risc).</summary>
    public static RiskSource RiskSource(ProviderSection section, ProviderSection risc, TimeSpan timeout) =>
        new(
            GoogleDefaults.AuthenticationScheme,
            section["ClientId"],
            ProviderMetadata.Manager(
                risc.Endpoint("MetadataAddress") ?? RiscDiscovery,
                risc,
                Backchannel.Create(timeout)
            )
        );

    private static Task Redirect(RedirectContext<OAuthOptions> context)
    {
        var attempt = Attempt.ReadFrom(context.Properties) ?? throw new SocialProblem(Outcome.NotStartedHere);
        var address = QueryHelpers.AddQueryString(context.RedirectUri, "nonce", attempt.Nonce);
        // Google offers no way to demand the password; choosing the account is the most that it can be made to ask.
        if (attempt.Purpose is Purpose.Prove or Purpose.Link)
            address = QueryHelpers.AddQueryString(address, "prompt", "select_account");
        context.Response.Redirect(address);
        return Task.CompletedTask;
    }

    private static async Task CreateAsync(
        OAuthCreatingTicketContext context,
        BaseConfigurationManager metadata,
        TokenRules rules
    )
    {
        var idToken = context.TokenResponse.Response?.RootElement.Text("id_token");
        var attempt = Attempt.ReadFrom(context.Properties);
        var token = await ProviderTokens.BelieveAsync(idToken, metadata, rules, context.HttpContext.RequestAborted);
        if (
            token?.Payload is not { } claims
            || attempt is null
            || claims.Text("nonce") != attempt.Nonce
            || claims.Text("azp") is { } azp && azp != rules.Audience
            || claims.Text("sub") is not { Length: <= ExternalIdentity.MaxLength } subject
            // OpenID Connect Core 5.3.2: otherwise an access token of somebody else was slipped in.
            || context.User.Text("sub") != subject
        )
            throw new SocialProblem(Outcome.NotBelieved);
        context.HttpContext.Features.Set(
            new ExternalIdentity(context.Scheme.Name, subject)
            {
                Email = claims.Text("email"),
                EmailVerified = claims.IsTrue("email_verified"),
                Name = claims.Text("name"),
                AuthTime = claims.Moment("auth_time"),
            }
        );
    }
}

/// <summary>A client for fetching metadata, apart from the handlers' own.</summary>
internal static class Backchannel
{
    public static HttpClient Create(TimeSpan timeout) =>
        new(LocalNames.CreateHandler()) { Timeout = timeout, MaxResponseContentBufferSize = 1 << 20 };
}
