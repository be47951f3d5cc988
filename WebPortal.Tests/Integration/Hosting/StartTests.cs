using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Hosting;

/// <summary>A wrong setting stops the start: exit code 1, and plain sentences that name the key. Run as a process, since only that has an exit code.</summary>
public sealed class StartTests(PortalFixture portal) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string[] Good =>
        [
            $"--ConnectionStrings:Redis={portal.Redis.Patiently}",
            $"--ConnectionStrings:Portal=Data Source={Path.Combine(portal.Directory, "portal.db")}",
            .. PortalInstance.ProductionSettings.Select(s => $"--{s.Key}={s.Value}"),
        ];

    [Fact]
    public async Task Production_without_settings_says_everything_that_is_missing()
    {
        await using var process = PortalProcess.Start("Production");
        Assert.Equal(1, await process.EndAsync());
        var lines = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] keys =
        [
            "ConnectionStrings:Redis",
            "ConnectionStrings:Portal",
            "AllowedHosts",
            "Portal:PublicOrigin",
            "Proxies",
            "DataProtection:Certificate:Path",
        ];
        Assert.Equal(keys.Length, lines.Length);
        Assert.All(keys.Zip(lines), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.EndsWith(".", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--DataProtection:Certificate:Path=no-such-file.pfx", "DataProtection:Certificate")]
    [InlineData("--Sessions:IdleLimit=00:00:00", "Sessions:IdleLimit")]
    public async Task A_wrong_setting_is_one_plain_sentence_that_names_it(string setting, string key)
    {
        await using var process = PortalProcess.Start("Production", [.. Good, setting]);
        Assert.Equal(1, await process.EndAsync());
        var line = Assert.Single(Sentences(process));
        Assert.StartsWith(key, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    // Its client throws before it tries, when the process has no ICU: the tests' own has, so this asks the portal's.
    [Theory]
    [InlineData("--migrate")]
    [InlineData("--Lab:Enabled=true")]
    public async Task An_SQL_Server_that_does_not_answer_is_one_plain_sentence(string argument)
    {
        var nobody = $"Server=127.0.0.1,{RedisServer.FreePort()};Database=p;User Id=p;Password=p;Connect Timeout=1;";
        await using var process = PortalProcess.Start(
            "Production",
            [.. Good, $"--ConnectionStrings:Portal={nobody}ConnectRetryCount=0", argument]
        );
        Assert.Equal(1, await process.EndAsync());
        var sentence = Assert.Single(Sentences(process));
        Assert.StartsWith("ConnectionStrings:Portal: the database does not answer", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_migrates_only_when_told_to()
    {
        var database = $"--ConnectionStrings:Portal=Data Source={Path.Combine(_directory.Path, "portal.db")}";
        await using (var early = PortalProcess.Start("Production", [.. Good, database]))
        {
            Assert.Equal(1, await early.EndAsync());
            Assert.Contains("--migrate", Assert.Single(Sentences(early)), StringComparison.Ordinal);
        }
        await using (var migration = PortalProcess.Start("Production", [.. Good, database, "--migrate"]))
        {
            Assert.Equal(0, await migration.EndAsync());
            Assert.Contains("The database is up to date.", migration.Output, StringComparison.Ordinal);
        }
        await using var process = PortalProcess.Start("Production", [.. Good, database]);
        var address = await process.ReadyAsync();
        Assert.Equal(200, (await RawHttp.SendAsync(address, "GET /health/ready")).Status);
        Assert.Contains(
            "Data-protection keys lie in the database in the clear",
            process.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Demo accounts", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Demo accounts",
            (await RawHttp.SendAsync(address, "GET /sign-in", "X-Forwarded-Proto: https")).Text,
            StringComparison.Ordinal
        );

        // One event, one line, whatever strangers put into it.
        await RawHttp.SendAsync(
            address,
            "GET /x%0d%0aforged%1b[31m",
            "X-Forwarded-Proto: https",
            "User-Agent: a\u001b[31mb"
        );
        await RawHttp.SendAsync(address, "GET /last-line", "X-Forwarded-Proto: https");
        for (var i = 0; i < 100 && !process.Output.Contains("/last-line", StringComparison.Ordinal); i++)
            await Task.Delay(20);
        var lines = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, l => l.Contains("/last-line", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.True(l[0] == '{' && l[^1] == '}' && !l.Any(char.IsControl), l));
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://+:{0};http://localhost:1", 0)]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0};1", 0)]
    [InlineData("ASPNETCORE_HTTP_PORTS", "1", 1)]
    public async Task The_probe_asks_where_the_portal_listens(string variable, string value, int expected)
    {
        var info = new System.Diagnostics.ProcessStartInfo("dotnet", [PortalProcess.Dll, "--health"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in new[] { "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS" })
            info.Environment.Remove(name);
        info.Environment["AllowedHosts"] = "localhost";
        info.Environment[variable] = string.Format(
            System.Globalization.CultureInfo.InvariantCulture,
            value,
            portal.A.Url.Port
        );
        using var process = System.Diagnostics.Process.Start(info)!;
        await process.WaitForExitAsync();
        Assert.Equal(expected, process.ExitCode);
    }

    [Fact]
    public async Task A_taken_port_is_one_plain_sentence()
    {
        await using var process = PortalProcess.Start(
            "Production",
            [.. Good, $"--urls=http://127.0.0.1:{portal.A.Url.Port}"]
        );
        Assert.Equal(1, await process.EndAsync());
        Assert.Contains("address already in use", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_build_holds_no_embedded_server()
    {
        Assert.Contains("WebPortal.Embedded", await ReferencesAsync("Debug"), StringComparison.Ordinal);
        Assert.DoesNotContain("WebPortal.Embedded", await ReferencesAsync("Release"), StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private static async Task<string> ReferencesAsync(string configuration)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(
                "dotnet",
                [
                    "msbuild",
                    Path.Combine(PortalProcess.Root, "WebPortal", "WebPortal.csproj"),
                    "-getItem:ProjectReference",
                    "-p:Configuration=" + configuration,
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    // Without the JSON lines of the log, and the console's own.
    private static IEnumerable<string> Sentences(PortalProcess process) =>
        process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '{');
}
