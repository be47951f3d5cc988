using WebPortal;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Admin;
using WebPortal.Features.Errors;
using WebPortal.Features.Lab;
using WebPortal.Features.Ledger;
using WebPortal.Features.Mail;
using WebPortal.Features.Sessions;
using WebPortal.Features.Shared;
using WebPortal.Features.SocialLogin;
using WebPortal.Observability;
using WebPortal.Redis;
using WebPortal.Security;

if (HealthProbe.IsAsked(args))
    return await HealthProbe.RunAsync(args);

var start = new Startup(args);
try
{
    var builder = WebApplication.CreateBuilder(start.Arguments);
    builder.AddSecretFiles();
    start.Check(builder);

    using var embedded = builder.AddEmbeddedServers();
    using var standIns = builder.AddStandIns();
    builder.AddRedis();
    builder.AddData();
    builder.AddSecurity();
    builder.AddObservability();
    builder.AddPages();
    builder.AddAccount();
    builder.AddSocialLogin();
    builder.Services.AddUserSessions();
    builder.AddLedger();
    builder.AddMail();
    builder.AddAdmin();
    builder.AddLab();

    var app = builder.Build();

    app.UseProxiesAndTransport();
    app.UseErrorPages();
    app.UseRouting();
    app.UseRequestOriginChecks();
    app.UseAuthentication();
    app.UseNotFoundBeforeSignIn();
    app.UseUncheckedWrites();
    app.UseAuthorization();
    app.UseFormTokens();

    app.MapAssets();
    app.MapRazorPages();
    app.MapAccount();
    app.MapSocialLogin();
    app.MapMail();
    app.MapAdmin();
    app.MapLab();
    app.MapHealth();

    if (await start.PrepareAsync(app))
        await app.RunAsync();
    return 0;
}
catch (Exception e) when (Startup.Explain(e) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
