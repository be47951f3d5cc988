using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Lanes.Issuer;
using WebPortal.Features.Lab.Wire;
using WebPortal.Security;

namespace WebPortal.Features.Lab.Lanes.OidcSession;

/// <summary>The framework's OpenID Connect handler, for lanes O and B.</summary>
internal static class LabOidc
{
    public static void Add(
        WebApplicationBuilder builder,
        string scheme,
        string client,
        string signInScheme,
        string path,
        Action<OpenIdConnectOptions>? more = null
    )
    {
        // Its handler is asked on every request of the portal, so it is only there where it has an issuer.
        if (builder.Configuration[$"{LabOptions.Section}:Issuer:Origin"] is not { Length: > 0 } origin)
            return;
        builder.Services.AddAuthentication().AddOpenIdConnect(scheme, _ => { });
        builder
            .Services.AddOptions<OpenIdConnectOptions>(scheme)
            .Configure<IssuerKeys, IOptions<LabOptions>>(
                (o, keys, lab) =>
                {
                    var issuer = lab.Value.Issuer;
                    o.Authority = issuer.Issuer;
                    o.ClientId = client;
                    o.ClientSecret = issuer.Secrets.GetValueOrDefault(client);
                    o.RequireHttpsMetadata = !issuer.Issuer.StartsWith("http://", StringComparison.Ordinal);
                    o.BackchannelHttpHandler = new WireTape { InnerHandler = LabHttp.CreateHandler() };
                    o.SignInScheme = signInScheme;
                    o.CallbackPath = path;
                    (o.ResponseType, o.ResponseMode) = ("code", "query");
                    o.MapInboundClaims = false;
                    // These sign-ins begin with a GET by anybody: each must not become a row in the issuer's database.
                    o.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
                    o.SaveTokens = false;
                    o.GetClaimsFromUserInfoEndpoint = false;
                    o.Scope.Clear();
                    foreach (var scope in LabJwt.Scopes.Split(' '))
                        o.Scope.Add(scope);
                    o.TokenValidationParameters.NameClaimType = "sub";
                    o.TokenValidationParameters.RoleClaimType = "role";
                    o.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid);
                    o.Events.OnTokenResponseReceived = context =>
                        keys.KnowAsync(context.TokenEndpointResponse.IdToken, context.HttpContext.RequestAborted);
                    o.Events.OnRemoteFailure = context =>
                    {
                        context.HandleResponse();
                        return LaneRefusal.WriteAsync(context.HttpContext, 400, "the sign-in did not succeed");
                    };
                    LabCookie.Harden(o.CorrelationCookie, LabCookie.CorrelationPrefix);
                    LabCookie.Harden(o.NonceCookie, LabCookie.NoncePrefix);
                    more?.Invoke(o);
                }
            );
        // Chromium applies form-action to the redirect after a form's POST too.
        builder.Services.AddSingleton(new FormActionOrigin(origin.TrimEnd('/')));
    }

    /// <summary>What the person's browser does: to the issuer, through its pages, and back.</summary>
    public static async Task<LaneAccess> SignInAsync(
        CodeFlow flow,
        LabVisit visit,
        LaneDescription lane,
        string start,
        string cookie,
        CancellationToken ct
    )
    {
        flow.RequireIssuer();
        using var sent = await visit.Browser.GetAsync(new Uri(visit.Portal, start), ct);
        if (sent.Headers.Location is not { } there)
            throw new LabFailure($"Lane {lane.Key} answered the sign-in with {(int)sent.StatusCode}.");
        var back = await flow.AllowAsync(visit, there, ct);
        using var answer = await visit.Browser.GetAsync(back, ct);
        var value = visit.Browser.Cookie(visit.Portal, cookie);
        if (value.Length == 0)
            throw new LabFailure($"Lane {lane.Key} did not let the person in: {(int)answer.StatusCode}.");
        return new LaneAccess
        {
            Api = "/lab/api/" + lane.Key.ToLowerInvariant(),
            Header = "Cookie",
            Value = value,
            Subject = visit.Person.Subject,
        };
    }
}
