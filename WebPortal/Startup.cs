using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Security;

namespace WebPortal;

/// <summary>What happens once, before the first request: checks, migrations, roles and demo accounts. And how a failure there is told.</summary>
internal sealed partial class Startup(string[] args)
{
    private const string MigrateArgument = "--migrate";

    private bool _starting = true;

    /// <summary>Without <c>--migrate</c>, which is no setting.</summary>
    public string[] Arguments => [.. args.Where(a => a != MigrateArgument)];

    public void Check(WebApplicationBuilder builder)
    {
        // Whatever the machine's language is.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        var problems = ProductionSettings.Problems(builder.Configuration, builder.Environment).ToList();
        if (problems.Count > 0)
            throw new StartException(string.Join(Environment.NewLine, problems));
        // An open stream is told to close; whatever else still runs has five seconds.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        // A failed start is told in one sentence (Explain), instead of the server's and the host's own stack traces.
        builder.Logging.AddFilter(
            "Microsoft.AspNetCore.Server.Kestrel",
            level => !_starting && level >= LogLevel.Warning
        );
        builder.Logging.AddFilter(
            "Microsoft.Extensions.Hosting.Internal.Host",
            level => !_starting && level >= LogLevel.Information
        );
        // It logs whole addresses, with the tokens of links in mails, to whoever sets Microsoft.AspNetCore to Information.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    /// <summary>False when there is nothing to run after it: the portal was started with <c>--migrate</c>.</summary>
    public async Task<bool> PrepareAsync(WebApplication app)
    {
        app.Lifetime.ApplicationStarted.Register(() => _starting = false);
        app.Services.GetService<IStartupValidator>()?.Validate();
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (!await MigrateAsync(app, services.GetRequiredService<PortalDbContext>().Database))
            return false;
        WarnOfUnprotectedKeys(app);
        var demo = services.GetRequiredService<DemoAccounts>();
        await demo.CreateAsync(
            services.GetRequiredService<UserManager<PortalUser>>(),
            services.GetRequiredService<TimeProvider>()
        );
        await services.GetRequiredService<Administrators>().PromoteAllAsync();
        if (demo.Known is { } known)
            app.Lifetime.ApplicationStarted.Register(() => Welcome(app.Urls.FirstOrDefault(), known));
        return true;
    }

    /// <summary>A failure to start in plain words; null when it is no ordinary one, and its stack trace is needed.</summary>
    public static string? Explain(Exception exception) =>
        exception switch
        {
            StartException e => e.Message,
            OptionsValidationException e => string.Join(Environment.NewLine, e.Failures),
            IOException { InnerException: AddressInUseException } e => e.Message, // Kestrel: "Failed to bind to address http://localhost:5080: address already in use."
            SocketException e => $"The portal cannot listen at its address: {e.Message}.",
            DbException e => $"ConnectionStrings:Portal: the database does not answer ({e.Message.TrimEnd('.')}).",
            _ => null,
        };

    private async Task<bool> MigrateAsync(
        WebApplication app,
        Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade database
    )
    {
        var asked = args.Contains(MigrateArgument, StringComparer.Ordinal);
        if (asked || app.Environment.IsDevelopment())
        {
            await database.MigrateAsync();
            if (asked)
                Console.WriteLine("The database is up to date.");
            return !asked;
        }
        // Several instances start at once, and one of them may be of the version before: a person decides when the schema changes.
        var pending = (await database.GetPendingMigrationsAsync()).Count();
        return pending == 0
            ? true
            : throw new StartException(
                $"The database lacks {pending} {(pending == 1 ? "migration" : "migrations")}: run the portal once with {MigrateArgument}, then start it."
            );
    }

    private static void WarnOfUnprotectedKeys(WebApplication app)
    {
        if (
            !app.Environment.IsDevelopment()
            && string.IsNullOrWhiteSpace(app.Configuration[KeyProtection.CertificatePath])
        )
            Log.KeysUnprotected(app.Logger, KeyProtection.CertificatePath);
    }

    private static void Welcome(string? address, IReadOnlyDictionary<string, string> accounts)
    {
        Console.WriteLine();
        Console.WriteLine($"WebPortal is ready: {address}");
        Console.WriteLine("Demo accounts (Development only):");
        foreach (var (email, password) in accounts)
            Console.WriteLine($"  {email}  {password}");
        Console.WriteLine();
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Data-protection keys lie in the database in the clear, as allowed: whoever reads them can forge form tokens and mail links. Set {Key}."
        )]
        public static partial void KeysUnprotected(ILogger logger, string key);
    }
}
