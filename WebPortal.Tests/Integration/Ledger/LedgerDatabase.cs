using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Tests.Integration.Ledger;

/// <summary>A migrated SQLite file of its own, filled fast, that remembers the statements it was given.</summary>
internal sealed class LedgerDatabase : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-ledger-").FullName;
    private readonly Statements _statements = new();
    private readonly ServiceProvider _services;

    private LedgerDatabase()
    {
        ConnectionString = $"Data Source={Path.Combine(_directory, "ledger.db")}";
        _services = new ServiceCollection()
            .AddDbContext<PortalDbContext, SqlitePortalDbContext>(o =>
                o.UseSqlite(ConnectionString).AddInterceptors(_statements)
            )
            .Configure<Microsoft.AspNetCore.Identity.IdentityOptions>(o =>
                o.Stores.SchemaVersion = Microsoft.AspNetCore.Identity.IdentitySchemaVersions.Version3
            )
            .AddScoped<SessionSearch>()
            .AddScoped<EventSearch>()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IHttpContextAccessor, HttpContextAccessor>()
            .BuildServiceProvider();
    }

    public string ConnectionString { get; }

    public static async Task<LedgerDatabase> CreateAsync()
    {
        var database = new LedgerDatabase();
        await using var scope = database.Scope();
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Database.MigrateAsync();
        return database;
    }

    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    public async Task<T> AskAsync<TService, T>(Func<TService, Task<T>> ask)
        where TService : notnull
    {
        await using var scope = Scope();
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// So many rows in one transaction: people user0…, five sessions each; four providers, common and rare devices, two networks; every tenth
    /// has ended.
    /// </summary>
    public Task SeedAsync(int sessions, DateTimeOffset now) => ExecuteAsync(Seed(sessions, now));

    /// <summary>The same for another migrated SQLite file.</summary>
    public static string Seed(int sessions, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        var people = Math.Max(1, sessions / 5);
        return $"""
            PRAGMA synchronous = OFF;
            BEGIN;
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {people - 1})
            INSERT INTO AspNetUsers (Id, DisplayName, Created, UserName, NormalizedUserName, Email, NormalizedEmail, EmailConfirmed,
              PhoneNumberConfirmed, TwoFactorEnabled, LockoutEnabled, AccessFailedCount)
            SELECT 'u' || i, 'User ' || i, {at}, 'user' || i || '@example.com', 'USER' || i || '@EXAMPLE.COM', 'user' || i || '@example.com',
              'USER' || i || '@EXAMPLE.COM', 1, 0, 0, 1, 0 FROM n;
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {sessions - 1})
            INSERT INTO SessionLedger (Id, UserId, Provider, Amr, AuthTime, Device, UserAgent, Address, AddressKey, Started, LastSeen, IdleLimit,
              Ends, Due, Keep, Ended, EndReason)
            SELECT substr('s' || hex(randomblob(16)), 1, 22), 'u' || (i * 7919 % {people}),
              CASE i % 10 WHEN 0 THEN 'GitHub' WHEN 1 THEN 'Google' WHEN 2 THEN 'Passkey' ELSE 'Password' END, 'pwd', {at} - i * 600,
              CASE WHEN i % 1009 = 0 THEN 'curl' WHEN i % 3 = 0 THEN 'Firefox on Linux' ELSE 'Chrome on Windows' END,
              'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
              CASE WHEN i % 2003 = 0 THEN '203.0.113.' || (i % 250) ELSE '10.' || (i % 200) || '.' || (i % 251) || '.' || (i % 13) END,
              CASE WHEN i % 2003 = 0 THEN '00000000000000000000ffffcb0071' || printf('%02x', i % 250)
                ELSE '00000000000000000000ffff0a' || printf('%02x%02x%02x', i % 200, i % 251, i % 13) END,
              {at} - i * 600 - (i * 31 % 86400) * 1000, {at} - i * 600, 7200, {at} + 43200000, {at} + 7200000 - i * 600, 0,
              CASE WHEN i % 10 = 9 THEN {at} - i * 500 END, CASE WHEN i % 10 = 9 THEN 1 END FROM n;
            COMMIT;
            """;
    }

    /// <summary>What SQLite would do for each statement that <paramref name="act"/> sends.</summary>
    public async Task<IReadOnlyList<string>> PlansAsync(Func<IServiceProvider, Task> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        await using var scope = Scope();
        _statements.Seen.Clear();
        await act(scope.ServiceProvider);
        var plans = new List<string>();
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        foreach (var (sql, parameters) in _statements.Seen.ToArray())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + sql;
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync())
                lines.Add(reader.GetString(3));
            plans.Add(string.Join("\n", lines) + "\n-- " + sql);
        }
        return plans;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class Statements : DbCommandInterceptor
    {
        public List<(string Sql, (string, object?)[] Parameters)> Seen { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            Seen.Add(
                (
                    command.CommandText,
                    [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]
                )
            );
            return ValueTask.FromResult(result);
        }
    }
}
