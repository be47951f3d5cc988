using System.Diagnostics;
using System.Net;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Operations;

// Long because: what is granted and what is refused are two halves of one list.
/// <summary>The ACL file that deploy/secrets.sh makes, in a real redis-server: the portal needs no more than it grants, and gets no more.</summary>
public sealed class RedisAclTests : IAsyncLifetime
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Inside a script the words are others.
    private static readonly string[] Refusals = ["NOPERM", "can't run this command", "can't access", "can't run"];

    private readonly TemporaryDirectory _secrets = new();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        await MakeSecretsAsync(_secrets.Path);
        _redis = await RedisServer.StartAsync(
            "--aclfile",
            Path.Combine(_secrets.Path, "redis-users.acl"),
            "--enable-debug-command",
            "local"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _secrets.Dispose();
    }

    [Fact]
    public async Task The_portal_does_all_its_work_under_it()
    {
        using var directory = new TemporaryDirectory();
        await using var a = new PortalInstance("acl-a", As("webportal"), directory.Path);
        await using var b = new PortalInstance("acl-b", As("webportal"), directory.Path);
        var person = await Person.CreateAsync(a);
        var admin = await Person.CreateAsync(a, administrator: true);

        // Throttled sign-in, a wrong password, a second sign-in over the first, the list, and ending the others.
        using var wrong = new HttpVisitor(a.Url);
        using (var refused = await wrong.SignInAsync(person.Email, "not the password"))
            Assert.Contains("do not match", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var lost = await person.SignInAsync(a);
        using var kept = await person.SignInAsync(b);
        using (var again = await kept.SignInAsync(person.Email, person.Password))
            Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(kept, "/account/sessions"));

        // Streams hear of an end on the other instance: publish and subscribe.
        using var stream = await lost.GetAsync("/live/account");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        using var desk = await admin.SignInAsync(b);
        Assert.Contains(
            "has ended on every instance",
            await desk.RevokeAsync(lost.SessionId()),
            StringComparison.Ordinal
        );
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await reader.ReadLineAsync(patience.Token) is { } line && line != "event: ended") { }
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(lost.At(b.Url), "/account/sessions"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(desk, "/admin"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(desk, "/health/ready"));

        using (var end = await kept.PostAsync("/account/sessions", [], "/sign-out"))
            Assert.Equal(HttpStatusCode.Redirect, end.StatusCode);

        Assert.DoesNotContain(a.Lines.All, l => l.Contains("NOPERM", StringComparison.Ordinal));
        Assert.DoesNotContain(b.Lines.All, l => l.Contains("NOPERM", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_brings_back_what_scripts_wrote()
    {
        await using var redis = await RedisServer.StartAsync(
            "--aclfile",
            Path.Combine(_secrets.Path, "redis-users.acl"),
            "--appendonly",
            "yes",
            "--appendfsync",
            "always"
        );
        using var directory = new TemporaryDirectory();
        await using var portal = new PortalInstance(
            "acl-restart",
            As("webportal").Replace(_redis.ConnectionString, redis.ConnectionString, StringComparison.Ordinal),
            directory.Path
        );
        using var visitor = await (await Person.CreateAsync(portal)).SignInAsync(portal);
        redis.Kill();
        await redis.StartAgainAsync();
        for (var i = 0; i < 100 && await StatusAsync(visitor, "/health/ready") != HttpStatusCode.OK; i++)
            await Task.Delay(50);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(visitor, "/account/sessions"));
    }

    [Fact]
    public async Task Nothing_else_is_granted()
    {
        string[][] commands =
        [
            ["FLUSHALL"],
            ["FLUSHDB"],
            ["KEYS", "*"],
            ["SCAN", "0"],
            ["CONFIG", "GET", "*"],
            ["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"],
            ["DEBUG", "SLEEP", "0"],
            ["MONITOR"],
            ["SHUTDOWN"],
            ["SAVE"],
            ["ACL", "LIST"],
            ["CLIENT", "KILL", "TYPE", "normal"],
            ["SCRIPT", "FLUSH"],
            ["REPLICAOF", "NO", "ONE"],
            ["MIGRATE", "127.0.0.1", "1", "wp:x", "0", "1"],
            ["GET", "other:key"],
            ["SET", "other:key", "x"],
            ["PUBLISH", "other:channel", "x"],
            ["EVAL", "return redis.call('KEYS', '*')", "0"],
            ["EVAL", "return redis.call('GET', 'other:key')", "0"],
        ];
        Assert.Contains("OK", await CliAsync("webportal", "SET", "wp:own", "x"), StringComparison.Ordinal);
        foreach (var command in commands)
        {
            var said = await CliAsync("webportal", command);
            Assert.True(
                Refusals.Any(r => said.Contains(r, StringComparison.Ordinal)),
                string.Join(' ', command) + ": " + said
            );
        }
    }

    [Fact]
    public async Task Nobody_gets_in_withenda_password_and_the_probe_only_pings()
    {
        Assert.Contains("NOAUTH", await CliAsync(null, "PING"), StringComparison.Ordinal);
        Assert.Contains("NOAUTH", await CliAsync(null, "GET", "wp:{everybody}"), StringComparison.Ordinal);
        Assert.Contains("PONG", await CliAsync("probe", "PING"), StringComparison.Ordinal);
        Assert.Contains("NOPERM", await CliAsync("probe", "GET", "wp:{everybody}"), StringComparison.Ordinal);
        Assert.Contains("NOPERM", await CliAsync("probe", "INFO"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secrets_are_their_owners_alone_and_a_second_run_keeps_them()
    {
        var before = Directory.GetFiles(_secrets.Path).ToDictionary(f => f, File.ReadAllText);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(_secrets.Path));
        Assert.DoesNotContain(
            await File.ReadAllTextAsync(Path.Combine(_secrets.Path, "redis-portal-password")),
            await File.ReadAllTextAsync(Path.Combine(_secrets.Path, "redis-users.acl")),
            StringComparison.Ordinal
        );
        await MakeSecretsAsync(_secrets.Path);
        Assert.Equal(before, Directory.GetFiles(_secrets.Path).ToDictionary(f => f, File.ReadAllText));
    }

    internal static async Task MakeSecretsAsync(string directory)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory, OwnerOnly);
        using var process = Process.Start(
            new ProcessStartInfo("bash", [Path.Combine(PortalProcess.Root, "deploy", "secrets.sh"), directory])
            {
                RedirectStandardOutput = true,
            }
        )!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    // What the secret says, at this server.
    private string As(string user)
    {
        var secret = File.ReadAllText(Path.Combine(_secrets.Path, "ConnectionStrings__Redis"));
        Assert.Contains("user=" + user, secret, StringComparison.Ordinal);
        return secret.Replace("redis:6379", _redis.ConnectionString, StringComparison.Ordinal)
            + ",asyncTimeout=5000,syncTimeout=5000";
    }

    private async Task<string> CliAsync(string? user, params string[] command)
    {
        var password = user == "webportal" ? "redis-portal-password" : null;
        string[] identity = user is null
            ? []
            :
            [
                "--no-auth-warning",
                "--user",
                user,
                "--pass",
                password is null ? "none" : (await File.ReadAllTextAsync(Path.Combine(_secrets.Path, password))).Trim(),
            ];
        using var process = Process.Start(
            new ProcessStartInfo("redis-cli", ["-p", $"{_redis.Port}", .. identity, .. command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpVisitor visitor, string path)
    {
        using var response = await visitor.GetAsync(path);
        return response.StatusCode;
    }
}
