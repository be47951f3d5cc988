using Microsoft.Extensions.Options;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Security;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>OpenIddict, set as strictly as the profile of RFC 9700 asks.</summary>
internal static class AuthorizationServerModule
{
    public static void AddAuthorizationServer(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<PersonClaims>();
        builder.Services.AddScoped<TokenEndpoint>();
        builder.Services.AddScoped<UserInfoEndpoint>();
        builder.Services.AddSingleton<Faults>();
        builder
            .Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IssuerDbContext>())
            .AddServer(Configure)
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
                validation.AddAudiences(IssuerScopes.OperationsResource);
                // Without these two a revoked token would be let in until it expires.
                validation.EnableTokenEntryValidation();
                validation.EnableAuthorizationEntryValidation();
            });
        builder
            .Services.AddOptions<OpenIddictServerOptions>()
            .Configure<IOptions<IssuerOptions>, IssuerAddress>(
                (server, issuer, address) =>
                {
                    server.Issuer = address.Issuer;
                    server.AccessTokenLifetime = issuer.Value.AccessTokenLifetime;
                    server.RefreshTokenLifetime = issuer.Value.RefreshTokenLifetime;
                    server.RequestTokenLifetime = issuer.Value.PushedRequestLifetime;
                }
            );
        builder
            .Services.AddOptions<OpenIddictServerAspNetCoreOptions>()
            .Configure<IOptions<IssuerOptions>>(
                (o, issuer) =>
                    o.DisableTransportSecurityRequirement = issuer.Value.Origin.StartsWith(
                        "http:",
                        StringComparison.OrdinalIgnoreCase
                    )
            );
    }

    private static void Configure(OpenIddictServerBuilder server)
    {
        server
            .SetAuthorizationEndpointUris("connect/authorize")
            .SetPushedAuthorizationEndpointUris("connect/par")
            .SetTokenEndpointUris("connect/token")
            .SetUserInfoEndpointUris("connect/userinfo")
            .SetIntrospectionEndpointUris("connect/introspect")
            .SetRevocationEndpointUris("connect/revoke")
            .SetEndSessionEndpointUris("connect/logout")
            .SetDeviceAuthorizationEndpointUris("connect/device")
            .SetEndUserVerificationEndpointUris("device");
        // Implicit and password are never allowed: a grant that is not named here is refused.
        server
            .AllowAuthorizationCodeFlow()
            .AllowRefreshTokenFlow()
            .AllowClientCredentialsFlow()
            .AllowDeviceAuthorizationFlow();
        server.RequireProofKeyForCodeExchange();
        server.RegisterScopes([.. IssuerScopes.All.Keys]);
        server.RegisterClaims(
            Claims.Name,
            Claims.GivenName,
            Claims.FamilyName,
            Claims.PreferredUsername,
            Claims.Picture
        );
        server.RegisterClaims(
            Claims.Email,
            Claims.EmailVerified,
            Claims.AuthenticationTime,
            Claims.AuthenticationMethodReference,
            "sid"
        );
        server.SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1)).SetIdentityTokenLifetime(TimeSpan.FromMinutes(5));
        server.SetDeviceCodeLifetime(TimeSpan.FromMinutes(10)).SetUserCodeLifetime(TimeSpan.FromMinutes(10));
        // Leeway would let a stolen refresh token be used beside the right one.
        server.UseReferenceRefreshTokens().SetRefreshTokenReuseLeeway(TimeSpan.Zero);
        // The absolute end of a family is its first token's (RFC 9700, 4.14.2).
        server.DisableSlidingRefreshTokenExpiration();
        // The lab's API checks JWTs by itself and shows what stands in them.
        server.DisableAccessTokenEncryption();
        server.Configure(options =>
        {
            // "plain" protects nothing once the request is seen, and discovery must not offer it.
            options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            // The code comes back in the query only: a form post would need a script in the page, and a cookie of
            // SameSite=None at the client.
            options.ResponseModes.Remove(ResponseModes.Fragment);
            options.ResponseModes.Remove(ResponseModes.FormPost);
            // No client here has a key of its own.
            options.ClientAuthenticationMethods.Remove(ClientAuthenticationMethods.PrivateKeyJwt);
        });
        server
            .UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough()
            .EnableUserInfoEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            .EnableEndUserVerificationEndpointPassthrough()
            .EnableStatusCodePagesIntegration();
        server.AddEventHandler(OpaqueAccessTokens.Descriptor);
        server.AddEventHandler(ClientSigningAlgorithm.Descriptor);
        server.AddEventHandler(FaultyIdTokens.Descriptor);
        server.AddEventHandler(ReplayEndsTheGrant.Descriptor);
        server.AddEventHandler(OneRefreshWins.Descriptor);
        server.AddEventHandler(LogoutMetadata.Descriptor);
        server.AddEventHandler(PresentRole.Descriptor);
    }
}
