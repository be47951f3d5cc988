using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Security;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

/// <summary>What only Development has is absent elsewhere, and the first administrator is named by configuration.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed class ProductionTests(AccountPortal portal) : IAsyncLifetime
{
    private const string Boss = "boss@example.net";
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-production-").FullName;
    private PortalInstance _instance = null!;

    public async ValueTask InitializeAsync()
    {
        // What --migrate does before the first start.
        await using (
            var db = new SqlitePortalDbContext(
                DesignTime.Options<SqlitePortalDbContext>(b =>
                    b.UseSqlite($"Data Source={Path.Combine(_directory, "portal.db")}")
                )
            )
        )
            await db.Database.MigrateAsync();
        _instance = new PortalInstance(
            "Production",
            portal.Redis.Patiently,
            _directory,
            "Production",
            new Dictionary<string, string?>
            {
                ["Portal:Administrators:0"] = Boss,
                ["Sessions:KeyPrefix"] = "production",
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task There_is_no_mailbox_no_demo_account_and_a_warning_without_a_mail_server()
    {
        using var visitor = new HttpVisitor(_instance.Url);
        Assert.Contains("dev/mailbox/{id:int?}", Routes(portal.A));
        Assert.DoesNotContain("dev/mailbox/{id:int?}", Routes(_instance));
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync("/dev/mailbox")).StatusCode);
        using var page = await visitor.GetAsync("/sign-in");
        Assert.DoesNotContain("Demo accounts", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var demo = await visitor.PostAsync("/sign-in", [new("as", "user@example.com")], "/sign-in?handler=demo");
        Assert.Equal(HttpStatusCode.NotFound, demo.StatusCode);
        Assert.Contains(_instance.Lines.All, l => l.Contains("Mail:Smtp:Host is not set", StringComparison.Ordinal));

        await using var scope = _instance.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.Empty(users.Users);
    }

    [Fact]
    public async Task A_named_address_becomes_administrator_once_it_is_confirmed_and_no_other_does()
    {
        await using var scope = _instance.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var administrators = scope.ServiceProvider.GetRequiredService<Administrators>();
        var boss = new PortalUser
        {
            UserName = Boss,
            Email = Boss,
            DisplayName = "Boss",
        };
        var other = new PortalUser
        {
            UserName = "o@example.net",
            Email = "o@example.net",
            EmailConfirmed = true,
        };
        await users.CreateAsync(boss);
        await users.CreateAsync(other);

        await administrators.PromoteAllAsync(); // As at start: the address is not confirmed.
        Assert.False(await users.IsInRoleAsync(boss, Roles.Administrator));
        boss.EmailConfirmed = true;
        await users.UpdateAsync(boss);
        await administrators.PromoteAsync(boss);
        await administrators.PromoteAsync(other);
        Assert.True(await users.IsInRoleAsync(boss, Roles.Administrator));
        Assert.False(await users.IsInRoleAsync(other, Roles.Administrator));
        Assert.True(await administrators.IsLastAsync(boss));

        // Another administrator took the role away: no restart and no mail gives it back.
        await users.RemoveFromRoleAsync(boss, Roles.Administrator);
        await administrators.PromoteAllAsync();
        Assert.True(await users.IsInRoleAsync(boss, Roles.Administrator)); // Nobody did so through the portal.
        await users.RemoveFromRoleAsync(boss, Roles.Administrator);
        await scope
            .ServiceProvider.GetRequiredService<AuditLog>()
            .WriteAsync(AuditKinds.RoleChanged, other.Id, boss.Id, detail: "No longer an administrator");
        await administrators.PromoteAllAsync();
        Assert.False(await users.IsInRoleAsync(boss, Roles.Administrator));
    }

    private static IEnumerable<string?> Routes(PortalInstance instance) =>
        instance
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText);
}
