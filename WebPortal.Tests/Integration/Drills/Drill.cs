using System.Diagnostics;
using System.Globalization;
using System.Net;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Drills;

/// <summary>Drills kill and freeze servers of their own, one after the other. For their figures, run them alone.</summary>
[CollectionDefinition(Name)]
public sealed class OneDrillAtATime
{
    public const string Name = "drills";
}

/// <summary>
/// Two instances over one Redis, somebody who is signed in, somebody whose session was ended, and an administrator. What is measured goes to the
/// test's output, and to the file that WEBPORTAL_DRILLS names: the table of docs/operations.md.
/// </summary>
internal sealed class Drill : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryDirectory _directory = new();

    private Drill(string redis, string other, IReadOnlyDictionary<string, string?>? settings)
    {
        A = new PortalInstance("A", redis, _directory.Path, settings: settings);
        B = new PortalInstance("B", other, _directory.Path, settings: settings);
    }

    public PortalInstance A { get; }

    public PortalInstance B { get; }

    public string Directory => _directory.Path;

    public string Database => $"Data Source={Path.Combine(_directory.Path, "portal.db")}";

    public Person Person { get; private set; } = null!;

    public HttpVisitor Alive { get; private set; } = null!;

    public HttpVisitor Ended { get; private set; } = null!;

    public HttpVisitor Desk { get; private set; } = null!;

    /// <param name="redis">How A reaches Redis.</param>
    /// <param name="settings">Of both instances.</param>
    /// <param name="other">How B reaches it, when that is another way.</param>
    public static async Task<Drill> StartAsync(
        string redis,
        IReadOnlyDictionary<string, string?>? settings = null,
        string? other = null
    )
    {
        var drill = new Drill(redis, other ?? redis, settings);
        drill.Person = await Person.CreateAsync(drill.A);
        drill.Alive = await drill.Person.SignInAsync(drill.A);
        drill.Ended = await drill.Person.SignInAsync(drill.B);
        var admin = await Person.CreateAsync(drill.A, administrator: true);
        drill.Desk = await admin.SignInAsync(drill.A);
        await drill.RevokeAsync(drill.Ended);
        await drill.AssertEndedStaysEndedAsync();
        return drill;
    }

    /// <summary>The administrator presses Revoke, and is told that it holds.</summary>
    public async Task RevokeAsync(HttpVisitor visitor, PortalInstance? at = null)
    {
        using var desk = Desk.At((at ?? A).Url);
        var answer = await desk.RevokeAsync(visitor.SessionId());
        Assert.Contains("has ended on every instance", answer, StringComparison.Ordinal);
    }

    /// <summary>On neither instance. An outage is no answer, and none is a way in.</summary>
    public async Task AssertEndedStaysEndedAsync()
    {
        foreach (var portal in new[] { A, B })
        {
            using var visitor = Ended.At(portal.Url);
            Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(visitor, "/account/sessions"));
        }
    }

    public static async Task<HttpStatusCode> StatusAsync(HttpVisitor visitor, string path = "/account/sessions")
    {
        using var response = await visitor.GetAsync(path);
        return response.StatusCode;
    }

    public async Task<HttpStatusCode> SignInAsync(PortalInstance portal)
    {
        using var visitor = new HttpVisitor(portal.Url);
        using var response = await visitor.SignInAsync(Person.Email, Person.Password);
        return response.StatusCode;
    }

    /// <summary>Asks until the answer is <paramref name="wanted"/>, and says how long that took and what was answered meanwhile.</summary>
    public static async Task<Outage> UntilAsync(Func<Task<HttpStatusCode>> ask, HttpStatusCode wanted)
    {
        var clock = Stopwatch.StartNew();
        var seen = new HashSet<HttpStatusCode>();
        var slowest = TimeSpan.Zero;
        while (true)
        {
            Assert.True(clock.Elapsed < Patience, $"Still {string.Join(", ", seen)} after {Patience}.");
            var start = clock.Elapsed;
            var status = await ask();
            if (clock.Elapsed - start > slowest)
                slowest = clock.Elapsed - start;
            if (status == wanted)
                return new Outage(clock.Elapsed, seen, slowest);
            seen.Add(status);
            await Task.Delay(20);
        }
    }

    public static void Record(string drill, string what, TimeSpan took) =>
        Record(drill, what, string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.00} s"));

    public static void Record(string drill, string what, string figure)
    {
        var line = $"| {drill} | {what} | {figure} |";
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("WEBPORTAL_DRILLS") is { Length: > 0 } file)
            File.AppendAllText(file, line + "\n");
    }

    public async ValueTask DisposeAsync()
    {
        Alive.Dispose();
        Ended.Dispose();
        Desk.Dispose();
        await A.DisposeAsync();
        await B.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }
}

/// <param name="Took">Until the wanted answer.</param>
/// <param name="Seen">What was answered before.</param>
/// <param name="Slowest">The longest that somebody waited for an answer.</param>
internal sealed record Outage(TimeSpan Took, IReadOnlySet<HttpStatusCode> Seen, TimeSpan Slowest);
