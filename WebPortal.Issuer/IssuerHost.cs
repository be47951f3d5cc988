using Microsoft.Extensions.Options;
using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Apps;
using WebPortal.Issuer.Features.Authorization;
using WebPortal.Issuer.Features.Errors;
using WebPortal.Issuer.Features.Faces;
using WebPortal.Issuer.Features.Operations;
using WebPortal.Issuer.Features.People;
using WebPortal.Issuer.Features.SecurityEvents;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Features.SignIn;
using WebPortal.Issuer.Features.Tokens;
using WebPortal.Issuer.Keys;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer;

/// <summary>The table of contents: everything the issuer is made of, in the order in which a request meets it.</summary>
public static class IssuerHost
{
    /// <summary>Builds an issuer that can be started and stopped, alone or inside another process.</summary>
    /// <exception cref="OptionsValidationException">A setting is unsafe or missing; the message names the key.</exception>
    public static WebApplication Build(string[] args, IssuerSettings? settings = null)
    {
        settings ??= new IssuerSettings();
        var builder = WebApplication.CreateBuilder(HostingModule.Options(args, settings));

        builder.AddSecretFiles();
        builder.AddHosting(settings);
        builder.AddDataDirectory();
        builder.AddBrowserSecurity();
        builder.AddStore();
        builder.AddKeys();
        builder.AddClients();
        builder.AddPeople();
        builder.AddSessions();
        builder.AddSignIn();
        builder.AddSecurityEvents();
        builder.AddAuthorizationServer();
        builder.AddApps();
        builder.AddFaces();
        builder.AddOperations();
        builder.AddPages();
        settings.Services?.Invoke(builder.Services);

        var app = builder.Build();

        app.UseProxies();
        app.UseErrorPages();
        app.UseBrowserSecurity();
        app.UseOneOrigin();
        app.UseServedAssets();
        app.UseScriptClientCors();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapRazorPages();
        app.MapTokenEndpoints();
        app.MapFaces();
        app.MapOperations();
        return app;
    }
}
