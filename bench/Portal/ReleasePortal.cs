using System.Diagnostics;
using Microsoft.AspNetCore.Identity;
using StackExchange.Redis;
using WebPortal.Bench.Driver.Running;
using WebPortal.Data;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Ledger;

namespace WebPortal.Bench.Portal;

/// <summary>The published portal in Production with a Redis and a migrated SQLite file of its own, and this program as the proxy that ends TLS.</summary>
internal sealed class ReleasePortal : IAsyncDisposable
{
    public const string Email = "admin@bench.example";
    private const string Password = "nineteen quiet harbours";
    private readonly int _redisPort = Child.FreePort();
    private readonly int _port = Child.FreePort();
    private Child? _redis;
    private Child? _portal;

    public required LedgerDatabase Database { get; init; }

    public IConnectionMultiplexer Redis { get; private set; } = null!;

    public Uri Url => new($"https://localhost:{_port}");

    public Child Process => _portal!;

    /// <summary>From the start of the process until it says that it is ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Starts all of it over a database with an administrator; <paramref name="seed"/> fills it before.</summary>
    public static async Task<ReleasePortal> StartAsync(string dll, Func<LedgerDatabase, Task>? seed = null)
    {
        var portal = new ReleasePortal { Database = await LedgerDatabase.CreateAsync() };
        await (seed?.Invoke(portal.Database) ?? Task.CompletedTask);
        await portal.AddAdministratorAsync();
        portal._redis = Child.Start(
            null,
            "redis-server",
            ["--port", $"{portal._redisPort}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        );
        portal.Redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{portal._redisPort},abortConnect=false");
        var clock = Stopwatch.StartNew();
        portal._portal = Child.Start(null, "dotnet", [dll], portal.Settings(), Path.GetDirectoryName(dll));
        using var http = new HttpClient();
        while (!await IsReadyAsync(http, $"http://localhost:{portal._port}/health/ready"))
        {
            if (portal._portal.HasExited || clock.Elapsed > TimeSpan.FromMinutes(1))
                throw new InvalidOperationException("The portal did not become ready; BENCH_VERBOSE=1 shows why.");
            await Task.Delay(5);
        }
        portal.ReadyAfter = clock.Elapsed;
        return portal;
    }

    public async Task<HttpVisitor> AdministratorAsync()
    {
        var visitor = new HttpVisitor(Url);
        using var response = await visitor.SignInAsync(Email, Password);
        return visitor.Session is null
            ? throw new InvalidOperationException($"The sign-in was answered {response.StatusCode}.")
            : visitor;
    }

    public async ValueTask DisposeAsync()
    {
        _portal?.Dispose();
        await (Redis?.DisposeAsync() ?? ValueTask.CompletedTask);
        _redis?.Dispose();
        await Database.DisposeAsync();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string address)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(address));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Dictionary<string, string> Settings() =>
        new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}",
            ["AllowedHosts"] = "localhost",
            ["Portal__PublicOrigin"] = "https://localhost",
            ["Proxies__0"] = "127.0.0.1",
            ["DataProtection__AllowUnprotected"] = "true",
            ["ConnectionStrings__Redis"] = $"127.0.0.1:{_redisPort}",
            ["ConnectionStrings__Portal"] = Database.ConnectionString,
            // The seeded sessions are in no Redis: the upkeep would close them.
            ["Ledger__UpkeepInterval"] = "1.00:00:00",
            ["Logging__LogLevel__Default"] = "Warning",
            // As in the Dockerfile.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["MALLOC_ARENA_MAX"] = "2",
        };

    private async Task AddAdministratorAsync() =>
        await Database.AskAsync<PortalDbContext, int>(async db =>
        {
            var user = new PortalUser
            {
                UserName = Email,
                NormalizedUserName = Email.ToUpperInvariant(),
                Email = Email,
                NormalizedEmail = Email.ToUpperInvariant(),
                EmailConfirmed = true,
                SecurityStamp = Guid.NewGuid().ToString("N"),
                Created = DateTimeOffset.UtcNow,
            };
            user.PasswordHash = new PasswordHasher<PortalUser>().HashPassword(user, Password);
            db.Users.Add(user);
            db.UserRoles.Add(new IdentityUserRole<string> { UserId = user.Id, RoleId = db.Roles.Single().Id });
            return await db.SaveChangesAsync();
        });
}
