using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Ledger;

// Long because: each way in which the ledger can lag behind, and how it catches up.
/// <summary>The ledger catches up with what happened without it.</summary>
public sealed class UpkeepTests(PortalFixture portal)
{
    [Theory]
    [InlineData(-300, 3600, (int)EndReason.Idle)]
    [InlineData(-300, -60, (int)EndReason.AbsoluteLimit)]
    public async Task What_merely_expired_is_closed_with_its_true_end(int lastSeen, int ends, int reason)
    {
        var entry = await AddRowAsync(lastSeen, ends, due: -1);
        await RunAsync(portal.A);
        var closed = await portal.A.EntryAsync(entry.Id);
        Assert.Equal(reason, closed.EndReason);
        Assert.Null(closed.EndedBy);
        var expected = reason == (int)EndReason.Idle ? entry.LastSeen.AddSeconds(entry.IdleLimit) : entry.Ends;
        Assert.InRange((closed.Ended!.Value - expected).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_lives_gets_its_next_look_and_stays()
    {
        using var user = await portal.A.SignedInAsync(await portal.A.AddPersonAsync());
        var id = user.SessionId();
        await portal.A.AskDbAsync(db =>
            db.Sessions.Where(s => s.Id == id)
                .ExecuteUpdateAsync(s => s.SetProperty(e => e.Due, DateTimeOffset.UtcNow.AddMinutes(-1)))
        );
        await Task.WhenAll(RunAsync(portal.A), RunAsync(portal.B));
        var entry = await portal.A.EntryAsync(id);
        Assert.Null(entry.Ended);
        Assert.True(entry.Due > DateTimeOffset.UtcNow.AddMinutes(30), $"due {entry.Due:O}");
    }

    [Fact]
    public async Task A_failed_ledger_write_leaves_the_session_dead_at_once_and_is_made_good_with_the_true_reason()
    {
        using var user = await portal.A.SignedInAsync(await portal.A.AddPersonAsync());
        var id = user.SessionId();
        // The process that ended it died before it could write: only Redis knows.
        var sessions = new UserSessions(
            portal.A.Services.GetRequiredService<ISessionStore>(),
            new BrokenLedger(),
            portal.A.Services.GetRequiredService<SessionFeed>(),
            portal.A.Services.GetRequiredService<SessionMetrics>(),
            TimeProvider.System,
            NullLogger<UserSessions>.Instance
        );
        var owner = (await portal.A.EntryAsync(id)).UserId;
        Assert.Null(await sessions.EndAsync(owner, id, EndReason.Revoked, "admin-x", "Stolen"));
        Assert.False(await user.IsLetInAsync());
        Assert.Null((await portal.A.EntryAsync(id)).Ended);

        await portal.A.AskDbAsync(db =>
            db.Sessions.Where(s => s.Id == id)
                .ExecuteUpdateAsync(s => s.SetProperty(e => e.Started, DateTimeOffset.UtcNow.AddMinutes(-5)))
        );
        await RunAsync(portal.B);
        var entry = await portal.A.EntryAsync(id);
        Assert.Equal(((int)EndReason.Revoked, "admin-x", "Stolen"), (entry.EndReason, entry.EndedBy, entry.EndWords));
    }

    [Fact]
    public async Task The_first_end_stays_whoever_comes_after()
    {
        var entry = await AddRowAsync(-10, 3600, due: 3600);
        var ledger = portal.A.Services.GetRequiredService<SqlSessionLedger>();
        var first = new SessionEnd(EndReason.Revoked, DateTimeOffset.UtcNow, "one", "first");
        await ledger.EndedAsync(entry.UserId, [entry.Id], first, default);
        await ledger.EndedAsync(entry.UserId, [entry.Id], first with { By = "two", Words = "second" }, default);
        Assert.Equal("first", (await portal.A.EntryAsync(entry.Id)).EndWords);
    }

    [Fact]
    public async Task A_write_that_failed_is_owed_and_paid_at_the_next_round()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await database.SeedAsync(10, DateTimeOffset.UtcNow);
        var id = await database.AskAsync(
            (PortalDbContext db) => db.Sessions.Where(s => s.Ended == null).Select(s => s.Id).FirstAsync()
        );
        await using var scope = database.Scope();
        var ledger = new SqlSessionLedger(
            scope.ServiceProvider.GetRequiredService<IServiceScopeFactory>(),
            Options.Create(new LedgerOptions())
        );
        await database.ExecuteAsync("ALTER TABLE SessionLedger RENAME TO Away");
        await Assert.ThrowsAnyAsync<Exception>(() =>
            ledger.EndedAsync("", [id], new SessionEnd(EndReason.SignedOut, DateTimeOffset.UtcNow), default)
        );
        await Assert.ThrowsAnyAsync<Exception>(() => ledger.PayOwedAsync(default));
        await database.ExecuteAsync("ALTER TABLE Away RENAME TO SessionLedger");
        await ledger.PayOwedAsync(default);
        var row = await database.AskAsync((PortalDbContext db) => db.Sessions.SingleAsync(s => s.Id == id));
        Assert.Equal((int)EndReason.SignedOut, row.EndReason);
    }

    [Fact]
    public async Task Last_seen_is_written_in_few_statements_and_never_backwards()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var now = DateTimeOffset.UtcNow;
        await database.SeedAsync(500, now.AddHours(-3));
        var ids = await database.AskAsync((PortalDbContext db) => db.Sessions.Select(s => s.Id).ToListAsync());
        await using var scope = database.Scope();
        var ledger = new SqlSessionLedger(
            scope.ServiceProvider.GetRequiredService<IServiceScopeFactory>(),
            Options.Create(new LedgerOptions())
        );
        foreach (var id in ids)
            ledger.Seen(id, now);
        await ledger.FlushSeenAsync(default);
        var seen = await database.AskAsync(
            (PortalDbContext db) => db.Sessions.Select(s => s.LastSeen).Distinct().ToListAsync()
        );
        Assert.InRange(now - Assert.Single(seen), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        ledger.Seen(ids[0], now.AddHours(-1));
        await ledger.FlushSeenAsync(default);
        Assert.Single(
            await database.AskAsync(
                (PortalDbContext db) => db.Sessions.Select(s => s.LastSeen).Distinct().ToListAsync()
            )
        );
    }

    // Revoke between the ledger's row and the session itself: the tombstone refuses the sign-in.
    [Fact]
    public async Task A_revoke_between_the_row_and_the_session_wins()
    {
        var entry = await AddRowAsync(0, 3600, due: 3600);
        var store = portal.A.Services.GetRequiredService<ISessionStore>();
        var epoch = await store.GetEpochAsync(entry.UserId);
        using var admin = await portal.B.AdministratorAsync();
        await admin.RevokeAsync(entry.Id);
        var session = new UserSession(
            entry.Id,
            entry.UserId,
            "Password",
            "pwd",
            entry.Started,
            "",
            "",
            "",
            entry.Started,
            TimeSpan.FromHours(1),
            entry.Ends,
            false
        );
        Assert.Equal(RefusalReason.AlreadyEnded, (await store.CreateAsync(session, [1], epoch, null)).Refused);
        Assert.Equal((int)EndReason.Revoked, (await portal.A.EntryAsync(entry.Id)).EndReason);
    }

    [Fact]
    public async Task What_is_kept_no_longer_is_deleted_and_the_rest_stays()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        var now = DateTimeOffset.UtcNow;
        await database.SeedAsync(2500, now);
        await database.ExecuteAsync(
            $"""
            UPDATE SessionLedger SET Ended = {now.AddDays(-91).ToUnixTimeMilliseconds()} WHERE rowid % 2 = 0;
            UPDATE SessionLedger SET Ended = {now.AddDays(-89).ToUnixTimeMilliseconds()} WHERE rowid % 4 = 1;
            UPDATE SessionLedger SET Ended = NULL WHERE rowid % 4 = 3;
            INSERT INTO AuditEvents (At, Kind, Address, Detail) VALUES ({now.AddDays(
                    -401
                ).ToUnixTimeMilliseconds()}, 'x', '', ''),
              ({now.AddDays(-399).ToUnixTimeMilliseconds()}, 'x', '', '');
            """
        );
        await using var scope = database.Scope();
        using var retention = new Retention(
            scope.ServiceProvider.GetRequiredService<IServiceScopeFactory>(),
            Options.Create(new LedgerOptions()),
            TimeProvider.System,
            NullLogger<Retention>.Instance
        );
        await retention.RunOnceAsync(default);
        Assert.Equal(1250, await database.AskAsync((PortalDbContext db) => db.Sessions.CountAsync()));
        Assert.Equal(
            625,
            await database.AskAsync((PortalDbContext db) => db.Sessions.CountAsync(s => s.Ended == null))
        );
        Assert.Equal(1, await database.AskAsync((PortalDbContext db) => db.Events.CountAsync()));
    }

    private static Task RunAsync(PortalInstance instance) =>
        instance.Services.GetRequiredService<LedgerUpkeep>().RunOnceAsync(default);

    private async Task<SessionEntry> AddRowAsync(int lastSeen, int ends, int due)
    {
        var person = await portal.A.AddPersonAsync();
        var now = DateTimeOffset.UtcNow;
        var entry = new SessionEntry
        {
            Id = Guid.NewGuid().ToString("N")[..22],
            UserId = person.Id,
            Provider = "Password",
            Amr = "pwd",
            Device = "Firefox on Linux",
            UserAgent = "",
            Address = "",
            Started = now.AddSeconds(lastSeen),
            LastSeen = now.AddSeconds(lastSeen),
            IdleLimit = 120,
            Ends = now.AddSeconds(ends),
            Due = now.AddSeconds(due),
        };
        await portal.A.AskDbAsync(db =>
        {
            db.Sessions.Add(entry);
            return db.SaveChangesAsync();
        });
        return entry;
    }

    private sealed class BrokenLedger : ISessionLedger
    {
        public Task StartingAsync(UserSession session, CancellationToken cancellationToken) => throw new IOException();

        public Task EndedAsync(
            string userId,
            IReadOnlyCollection<string> ids,
            SessionEnd end,
            CancellationToken cancellationToken
        ) => throw new IOException("The database is away.");

        public Task EverybodyEndedAsync(SessionEnd end, string? exceptId, CancellationToken cancellationToken) =>
            throw new IOException();

        public void Seen(string id, DateTimeOffset at) { }
    }
}
