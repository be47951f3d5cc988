using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

/// <summary>
/// Drives every flow and looks for every secret that was used in the logs (at Debug), the events and all of Redis. A new flow belongs into
/// <see cref="DriveAsync"/>; what <see cref="HttpVisitor"/> cannot see by itself is given to its <see cref="HttpVisitor.Secrets"/>.
/// </summary>
public sealed class NoSecretsTests(PortalFixture portal)
{
    [Fact]
    public async Task No_secret_is_in_a_log_an_event_or_in_redis()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Debug",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Debug",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Debug",
        };
        await using var instance = new PortalInstance(
            "talkative",
            portal.Redis.Patiently,
            portal.Directory,
            settings: settings
        );
        using var visitor = new HttpVisitor(instance.Url);
        await DriveAsync(instance, visitor);
        var secrets = visitor.Secrets;
        Assert.True(secrets.All.Count() >= 6, "The secrets were not collected.");

        foreach (var lines in new[] { instance.Lines, portal.A.Lines, portal.B.Lines })
            Assert.All(lines.All, line => Assert.Null(secrets.FoundIn(line)));
        Assert.True(instance.Lines.All.Count() > 100, "The log is not at Debug.");

        await using var scope = instance.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        foreach (var e in await db.Events.AsNoTracking().ToListAsync())
            Assert.Null(secrets.FoundIn($"{e.Kind} {e.ActorId} {e.SubjectId} {e.SessionId} {e.Address} {e.Detail}"));

        var redis = await DumpAsync();
        Assert.Contains(":session:", redis, StringComparison.Ordinal);
        Assert.Null(secrets.FoundIn(redis));
        // Nor half of one: the secret part of a session's key alone.
        foreach (var session in secrets.All.Where(s => s.Length == 55 && s[11] == '.'))
            Assert.DoesNotContain(session[12..], redis, StringComparison.Ordinal);
    }

    private static async Task DriveAsync(PortalInstance instance, HttpVisitor visitor)
    {
        var person = await Person.CreateAsync(instance, administrator: true);
        visitor.Secrets.Add(person.Password);
        using var wrong = await visitor.SignInAsync(person.Email, "wrong-" + Guid.NewGuid().ToString("N"));
        using var malformed = await visitor.SignInAsync("a\r\nb\u001b[31m@x", "odd-" + Guid.NewGuid().ToString("N"));
        using var right = await visitor.SignInAsync(person.Email, person.Password, keep: true);
        Assert.NotNull(visitor.Session);
        using var home = await visitor.GetAsync("/?token=" + Guid.NewGuid().ToString("N"));
        using var sessions = await visitor.GetAsync("/account/sessions");
        using var admin = await visitor.GetAsync("/admin/sessions");
        using var stream = await visitor.GetAsync("/live/account");
        using var refused = await visitor.PostAsync("/account/sessions", [new("session", "no-such")]);
        using var missing = await visitor.GetAsync("/no-such?code=" + Guid.NewGuid().ToString("N"));
        using var signedOut = await visitor.PostAsync("/account/sessions", [], "/sign-out");
        using var again = await visitor.SignInAsync(person.Email, person.Password);
    }

    private async Task<string> DumpAsync()
    {
        await using var connection = await portal.Redis.ConnectAsync();
        var db = connection.GetDatabase();
        var text = new StringBuilder();
        foreach (var key in connection.GetServers()[0].Keys(pattern: "*"))
        {
            text.Append(key.ToString()).Append('\n');
            var values = await db.KeyTypeAsync(key) switch
            {
                RedisType.String => [await db.StringGetAsync(key)],
                RedisType.Hash => (await db.HashGetAllAsync(key)).SelectMany(e => new[] { e.Name, e.Value }).ToArray(),
                RedisType.SortedSet => await db.SortedSetRangeByRankAsync(key),
                RedisType.Set => await db.SetMembersAsync(key),
                RedisType.List => await db.ListRangeAsync(key),
                _ => [],
            };
            foreach (var value in values)
                text.Append(Encoding.Latin1.GetString((byte[]?)value ?? [])).Append('\n');
        }
        return text.ToString();
    }
}
