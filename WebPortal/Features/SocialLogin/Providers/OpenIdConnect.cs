using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Logout;
using WebPortal.Security;

namespace WebPortal.Features.SocialLogin.Providers;

/// <summary>Any OpenID provider by the framework's handler, with what that leaves open closed. One section of configuration each.</summary>
internal static class OpenIdConnect
{
    public static string CallbackPath(string name) => $"/signin-oidc/{name.ToLowerInvariant()}";

    public static string SignedOutPath(string name) => $"/signout-callback-oidc/{name.ToLowerInvariant()}";

    public static SocialProvider Add(AuthenticationBuilder authentication, ProviderSection section, TimeSpan timeout)
    {
        if (!section.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || section.Name.Length > 40)
            throw new StartException(
                $"Authentication:OpenIdConnect:{section.Name}: a provider's name is letters, digits and hyphens, at most 40; it is part of its addresses."
            );
        // Read now: what is missing or wrong stops the start.
        var name = section.Optional("DisplayName") ?? section.Name;
        var authority = section.Endpoint("Authority");
        var address = section.Endpoint("MetadataAddress") ?? Discovery(authority);
        _ = section["ClientId"];
        var metadata = ProviderMetadata.Manager(address, section, Backchannel.Create(timeout));
        var authorization = section.Endpoint("AuthorizationEndpoint") ?? authority ?? address ?? section["Authority"];
        authentication.AddOpenIdConnect(
            section.Name,
            name,
            o =>
            {
                RemoteDefaults.Apply(o, timeout);
                Configure(o, section, metadata);
            }
        );
        return new SocialProvider(section.Name, name, section.Flag("StandIn"), ProviderKind.OpenIdConnect)
        {
            AuthorizationOrigin = ProviderSection.OriginOf(authorization),
        };
    }

    private static string? Discovery(string? authority) =>
        authority is null ? null : authority.TrimEnd('/') + "/.well-known/openid-configuration";

    private static void Configure(OpenIdConnectOptions o, ProviderSection section, BaseConfigurationManager metadata)
    {
        o.ClientId = section["ClientId"];
        o.ClientSecret = section.Optional("ClientSecret");
        o.ConfigurationManager =
            (Microsoft.IdentityModel.Protocols.IConfigurationManager<OpenIdConnectConfiguration>)metadata;
        o.CallbackPath = CallbackPath(section.Name);
        o.SignedOutCallbackPath = SignedOutPath(section.Name);
        // Front-channel logout is a GET that any page can make a browser send; the back channel is signed (see BackChannelLogout).
        o.RemoteSignOutPath = default;
        o.ResponseType = "code";
        // In the query, so that the cookies of the way there and back may be Lax: a form post from another site brings only SameSite=None ones.
        o.ResponseMode = "query";
        o.UsePkce = true;
        o.PushedAuthorizationBehavior = PushedAuthorizationBehavior.UseIfAvailable;
        o.MapInboundClaims = false;
        o.DisableTelemetry = true;
        o.GetClaimsFromUserInfoEndpoint = !section.Flag("SkipUserInfo");
        o.Scope.Clear();
        foreach (var scope in section.List("Scopes") is { Count: > 0 } scopes ? scopes : ["openid", "profile", "email"])
            o.Scope.Add(scope);
        RemoteDefaults.Harden(o.NonceCookie, CookieNames.NoncePrefix);
        o.ProtocolValidator.RequireNonce = true;
        o.ProtocolValidator.NonceLifetime = RemoteDefaults.AttemptLifetime;
        o.TokenHandler = new SignedTokensOnly();
        o.TokenValidationParameters = ProviderTokens.Parameters(new TokenRules(o.ClientId));
        o.Events.OnMessageReceived = CheckIssuerAsync;
        o.Events.OnRedirectToIdentityProvider = AskAnew;
        o.Events.OnTokenValidated = TokenValidatedAsync;
        var distrusts = section.Flag("DistrustEmail");
        o.Events.OnUserInformationReceived = UserInformationReceived;
        var received = o.Events.OnTicketReceived;
        o.Events.OnTicketReceived = context =>
        {
            var features = context.HttpContext.Features;
            if (distrusts && features.Get<ExternalIdentity>() is { } identity)
                features.Set(identity with { EmailVerified = false });
            return received(context);
        };
        o.Events.OnRedirectToIdentityProviderForSignOut = ProviderSignOut.AddHint;
    }

    /// <summary>
    /// RFC 9207 against mix-up: a provider that says who it is in its answer must be the one that was asked. One that promises to say so must.
    /// </summary>
    private static async Task CheckIssuerAsync(MessageReceivedContext context)
    {
        var configuration = await context.Options.ConfigurationManager!.GetConfigurationAsync(
            context.HttpContext.RequestAborted
        );
        var said = context.ProtocolMessage.Iss;
        if (said is null ? configuration.AuthorizationResponseIssParameterSupported : said != configuration.Issuer)
            context.Fail(new SocialProblem(Outcome.NotBelieved));
    }

    private static Task AskAnew(RedirectContext context)
    {
        if (Attempt.ReadFrom(context.Properties)?.Purpose != Purpose.Prove)
            return Task.CompletedTask;
        context.ProtocolMessage.Prompt = "login";
        context.ProtocolMessage.MaxAge = "0";
        return Task.CompletedTask;
    }

    private static async Task TokenValidatedAsync(TokenValidatedContext context)
    {
        var raw = context.TokenEndpointResponse?.IdToken;
        var claims = raw is null ? default : ProviderTokens.PayloadOf(new JsonWebToken(raw));
        if (
            claims.ValueKind != JsonValueKind.Object
            || claims.Text("sub") is not { Length: <= ExternalIdentity.MaxLength } subject
            || claims.Text("azp") is { } azp && azp != context.Options.ClientId
        )
            throw new SocialProblem(Outcome.NotBelieved);
        var configuration = await context.Options.ConfigurationManager!.GetConfigurationAsync(
            context.HttpContext.RequestAborted
        );
        var sid = claims.Text("sid");
        var methods = claims.Methods();
        context.HttpContext.Features.Set(
            new ExternalIdentity(context.Scheme.Name, subject)
            {
                Email = claims.Text("email"),
                EmailVerified = claims.IsTrue("email_verified"),
                Name = claims.Text("name") ?? claims.Text("preferred_username"),
                AuthTime = claims.Moment("auth_time"),
                Amr = methods.Length > 0 ? methods : "ext",
                SessionId = sid is { Length: <= ExternalIdentity.MaxLength } ? sid : null,
                // Only worth keeping where it opens the way out.
                IdToken = string.IsNullOrEmpty(configuration.EndSessionEndpoint) ? null : raw,
            }
        );
    }

    /// <summary>The handler has compared the subjects by then. Address and verification come from one place, never one from here and one from there.</summary>
    private static Task UserInformationReceived(UserInformationReceivedContext context)
    {
        if (context.HttpContext.Features.Get<ExternalIdentity>() is { } identity)
        {
            var user = context.User.RootElement;
            var hasEmail = identity.Email is not null;
            context.HttpContext.Features.Set(
                identity with
                {
                    Email = hasEmail ? identity.Email : user.Text("email"),
                    EmailVerified = hasEmail ? identity.EmailVerified : user.IsTrue("email_verified"),
                    Name = identity.Name ?? user.Text("name"),
                }
            );
        }
        return Task.CompletedTask;
    }
}
