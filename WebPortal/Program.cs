using WebPortal;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Admin;
using WebPortal.Features.Errors;
using WebPortal.Features.Lab.Claims;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Features.Shared;
using WebPortal.Observability;
using WebPortal.Redis;
using WebPortal.Security;

try
{
    var builder = WebApplication.CreateBuilder(args);

    using var embedded = builder.AddEmbeddedServers();
    builder.AddRedis();
    builder.AddData();
    builder.AddSecurity();
    builder.AddObservability();
    builder.AddPages();
    builder.AddAccount();
    builder.Services.AddUserSessions();
    builder.AddLedger();
    builder.AddAdmin();
    builder.AddClaims();

    var app = builder.Build();

    app.UseSecurityBeforeRouting();
    app.UseErrorPages();
    app.UseRouting();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseSecurityAfterRouting();

    app.MapAssets();
    app.MapRazorPages();
    app.MapErrors();
    app.MapAccount();
    app.MapAdmin();
    app.MapHealth();

    await app.PrepareAsync();
    await app.RunAsync();
    return 0;
}
catch (StartException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
