using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using OpenIddict.Validation;
using OpenIddict.Validation.AspNetCore;

namespace WebPortal.Bench.App.Peers;

/// <summary>An opaque token, asked about at the issuer on each request (RFC 7662). Only the API's own CPU is counted.</summary>
internal sealed class IntrospectionPeer : IPeer
{
    public void Add(WebApplicationBuilder builder)
    {
        var issuer = new Uri(builder.Configuration["issuer"]!);
        builder
            .Services.AddOpenIddict()
            .AddValidation(o =>
            {
                o.SetIssuer(issuer);
                o.SetConfiguration(
                    new OpenIddict.Abstractions.OpenIddictConfiguration
                    {
                        Issuer = issuer,
                        IntrospectionEndpoint = new Uri(issuer, "/introspect"),
                        IntrospectionEndpointAuthMethodsSupported = { "client_secret_basic" },
                    }
                );
                o.UseIntrospection().SetClientId("api").SetClientSecret("secret");
                o.UseSystemNetHttp();
                o.UseAspNetCore();
            });
        builder.Services.AddAuthentication(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
    }

    public Task SignInAsync(HttpContext context, int n) => context.Response.WriteAsync("opaque-token-" + n);
}

/// <summary>Answers introspection; its CPU is not counted.</summary>
internal sealed class IssuerPeer : IPeer
{
    public void Add(WebApplicationBuilder builder) => builder.Services.AddAuthentication();

    public Task SignInAsync(HttpContext context, int n) => Task.CompletedTask;

    public void Map(WebApplication app) =>
        app.MapPost(
            "/introspect",
            async (HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                var n = int.Parse(form["token"].ToString()["opaque-token-".Length..]);
                return Person
                    .Claims(n)
                    .ToDictionary(c => c.Type, c => (object)c.Value, StringComparer.Ordinal)
                    .Concat([new("active", true), new("token_type", "Bearer")])
                    .ToDictionary(StringComparer.Ordinal);
            }
        );
}
