using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Features.People;
using WebPortal.Issuer.Keys;

namespace WebPortal.Issuer.Data;

/// <summary>
/// The store stands before Kestrel listens. It is made by EnsureCreated, without migrations: it holds demo people and
/// short-lived grants, nothing that must outlive a change of the model. A changed model therefore makes a new store.
/// </summary>
internal sealed partial class StoreStart(IServiceScopeFactory scopes, ILogger<StoreStart> logger)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        // The keys too: the first request must neither wait for an RSA key nor be the one to find the folder read-only.
        scope.ServiceProvider.GetRequiredService<KeyRing>();
        var db = scope.ServiceProvider.GetRequiredService<IssuerDbContext>();
        await RecreateWhenTheModelChangedAsync(db, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<PeopleSeed>().RunAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<ClientSeed>().RunAsync(cancellationToken);
    }

    private async Task RecreateWhenTheModelChangedAsync(IssuerDbContext db, CancellationToken ct)
    {
        var script = SHA256.HashData(Encoding.UTF8.GetBytes(db.Database.GenerateCreateScript()));
        var version = BinaryPrimitives.ReadInt32LittleEndian(script) & int.MaxValue;
        await db.Database.EnsureCreatedAsync(ct);
        var found = await db
            .Database.SqlQuery<int>($"SELECT user_version AS Value FROM pragma_user_version")
            .SingleAsync(ct);
        if (found != version && found != 0)
        {
            Log.ModelChanged(logger);
            await db.Database.EnsureDeletedAsync(ct);
            await db.Database.EnsureCreatedAsync(ct);
        }
        // A PRAGMA takes no parameter; the value is a number computed here, not anybody's input.
        var mark = FormattableString.Invariant($"PRAGMA user_version = {version}");
        await db.Database.ExecuteSqlRawAsync(mark, ct);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The issuer's model changed: its store is made anew, and everybody is signed out."
        )]
        public static partial void ModelChanged(ILogger logger);
    }
}
