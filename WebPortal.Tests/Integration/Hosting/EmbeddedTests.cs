using System.Diagnostics;
using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Hosting;

/// <summary>`dotnet run` on a bare machine: no Redis, no database, one directory of its own.</summary>
public sealed class EmbeddedTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    [Fact]
    public async Task Sessions_survive_a_clean_end_and_a_kill()
    {
        Dictionary<string, string> cookies;
        await using (var portal = Start())
        {
            var clock = Stopwatch.StartNew();
            var address = await portal.ReadyAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"ready after {clock.ElapsedMilliseconds} ms");
            await EventuallyAsync(() => portal.Output.Contains("admin@example.com", StringComparison.Ordinal));
            Assert.Contains("WebPortal is ready: http://", portal.Output, StringComparison.Ordinal);
            Assert.Contains("Demo accounts (Development only)", portal.Output, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
                Assert.Equal(mine, File.GetUnixFileMode(Data));
            }
            var person = File.ReadAllLines(Path.Combine(Data, "demo-passwords"))
                .Select(line => line.Split(' ', 2))
                .Select(pair => KeyValuePair.Create(pair[0], pair[1]))
                .First();
            using var visitor = new HttpVisitor(address);
            using var signedIn = await visitor.SignInAsync(person.Key, person.Value);
            Assert.NotNull(visitor.Session);
            cookies = visitor.Cookies;

            // A second portal over the same files would spoil them.
            await using var second = Start();
            Assert.Equal(1, await second.EndAsync());
            Assert.StartsWith("Another portal is running on", second.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);

            portal.Signal("KILL");
            await portal.EndAsync();
        }

        await using (var again = Start())
        {
            await AssertSignedInAsync(await again.ReadyAsync(), cookies);

            // With a page's stream open it still ends in time, cleanly.
            using var watcher = new HttpVisitor(await again.ReadyAsync());
            foreach (var (name, value) in cookies)
                watcher.Cookies[name] = value;
            using var stream = await watcher.GetAsync("/live/account");
            Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
            var clock = Stopwatch.StartNew();
            again.Signal("TERM");
            Assert.Equal(0, await again.EndAsync());
            TestContext.Current.TestOutputHelper?.WriteLine($"ended after {clock.ElapsedMilliseconds} ms");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
        }

        await using var last = Start();
        await AssertSignedInAsync(await last.ReadyAsync(), cookies);
        last.Signal("INT");
        Assert.Equal(0, await last.EndAsync(10));
    }

    public void Dispose() => _directory.Dispose();

    private PortalProcess Start() => PortalProcess.Start("Development", $"--Embedded:Directory={Data}");

    private static async Task AssertSignedInAsync(Uri address, Dictionary<string, string> cookies)
    {
        using var visitor = new HttpVisitor(address);
        foreach (var (name, value) in cookies)
            visitor.Cookies[name] = value;
        using var response = await visitor.GetAsync("/account/sessions");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 500, "It did not happen.");
            await Task.Delay(10);
        }
    }
}
