using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rehearsal;

// Long because: the rehearsal is one script, read from top to bottom.
// The walk of ./rehearse.sh. Arguments: the repository, and a work directory with the published portal and issuer.
var (root, work) = (args[0], args[1]);
var table = new List<(string What, string Figure)>();
using var mail = new Mailbox();
using var topology = new Topology(root, work, mail.Port);

// An exception that nobody catches ends a process without its finally blocks: what was started would stay.
AppDomain.CurrentDomain.UnhandledException += (_, _) => topology.Dispose();
Console.CancelKeyPress += (_, _) => topology.Dispose();

var clock = Stopwatch.StartNew();
await topology.StartAsync();
Note("Redis, migration, two portals, issuer and proxy ready", Seconds(clock.Elapsed));
Must(await topology.ProbeAsync(0) == 0, "the built-in probe says ready");

using (var stranger = new Browser(topology.Origin))
{
    Must(await stranger.StatusAsync("/") == 200, "the front page through TLS");
    Must(await stranger.StatusAsync("/health/ready") == 404, "readiness is hidden from strangers");
}
using (var atIssuer = new Browser(new Uri($"https://{topology.IssuerHost}")))
{
    var discovery = await atIssuer.ReadAsync("/.well-known/openid-configuration");
    Must(
        discovery.Contains($"\"issuer\": \"https://{topology.IssuerHost}/\"", StringComparison.Ordinal),
        "the issuer's discovery through TLS: " + discovery
    );
}

// Through the pages, the mail included.
using var admin = await NewcomerAsync("admin@people.example");
using var user = await NewcomerAsync("user@people.example");
Must(await user.StatusAsync("/account/sessions") == 200, "a person is let in");
Must(await admin.StatusAsync("/admin/sessions") == 200, "the administrator is let in");

// Revoke: refused on both instances, and the open tab is told.
using (var lost = await SignedInAsync("user@people.example"))
{
    using var tab = await lost.GetAsync("/live/account");
    var told = UntilAsync(tab, "ended");
    clock.Restart();
    var (status, _) = await admin.PostAsync("/admin/sessions", null, ("revoke", IdOf(lost)), ("why", "rehearsal"));
    var revoked = clock.Elapsed;
    Must(status == 302, $"the revoke was taken: {status}");
    for (var i = 0; i < 4; i++)
        Must(await lost.StatusAsync("/account/sessions") == 302, "refused, whichever portal is asked");
    await told;
    Note("revoke, form and answer, through the proxy", Seconds(revoked));
    Note("the open tab was told", Seconds(clock.Elapsed) + " after the press at most");
}

// The same in a real browser.
await using (var walks = await Walks.StartAsync(topology.Origin, Password))
{
    var told = await walks.OnePersonEndsAnotherOfTheirsAsync("user@people.example", script: true);
    Note("Chromium, walk 1: the other tab of a person says so", Seconds(told!.Value) + " after the press");
    await walks.OnePersonEndsAnotherOfTheirsAsync("user@people.example", script: false);
    Note("Chromium without script, walk 1", "the next request is refused, at either portal");
    var lost = await walks.AnAdministratorEndsOneAsync("admin@people.example", "user@people.example");
    Note("Chromium, walk 3: the tab of a revoked session says so", Seconds(lost) + " after the press");
}

// Rolling restart under load: pages, forms, and an open stream.
await UnderLoadAsync(
    "rolling restart of both portals",
    forbidden: true,
    async () =>
    {
        for (var i = 0; i < 2; i++)
        {
            var one = topology["portal" + i];
            topology.Route(i, up: false);
            await Task.Delay(300); // nginx has new workers by then; the old ones finish what they have.
            var stop = Stopwatch.StartNew();
            one.Signal("TERM");
            Must(await one.EndAsync() == 0, "a portal ends with 0");
            Note($"  portal {i} ended after SIGTERM, with open streams", Seconds(stop.Elapsed));
            Must(stop.Elapsed < TimeSpan.FromSeconds(5), "in under five seconds");
            topology.StartPortal(i);
            Note($"  portal {i} ready after its start", Seconds(await topology.ReadyAsync(i)));
            topology.Route(i, up: true);
            await Task.Delay(300);
        }
    }
);
await UnderLoadAsync(
    "kill -9 of one portal",
    forbidden: false,
    async () =>
    {
        topology["portal0"].Signal("KILL");
        await topology["portal0"].EndAsync();
        await Task.Delay(1000);
        topology.StartPortal(0);
        await topology.ReadyAsync(0);
    }
);
await UnderLoadAsync(
    "kill -9 of Redis and start with AOF",
    forbidden: false,
    async () =>
    {
        await Task.Delay(1500); // appendfsync everysec: what is older than a second is on the disk.
        topology["redis"].Signal("KILL");
        await topology["redis"].EndAsync();
        var away = Stopwatch.StartNew();
        topology.StartRedis();
        while (await user.StatusAsync("/account/sessions") != 200)
            await Task.Delay(20);
        Note("  everybody back after Redis was killed", Seconds(away.Elapsed));
    }
);
Must(await admin.StatusAsync("/admin/sessions") == 200, "the administrator is still signed in");
using (var late = await SignedInAsync("user@people.example"))
    Must(await late.StatusAsync("/account/sessions") == 200, "and new people get in");

Console.WriteLine();
Console.WriteLine(
    $"Two Release portals in Production ({topology.DatabaseKind}), issuer, nginx with TLS, Redis with AOF and ACL; {Environment.ProcessorCount} processors."
);
foreach (var (what, figure) in table)
    Console.WriteLine($"| {what} | {figure} |");
return 0;

void Note(string what, string figure)
{
    table.Add((what, figure));
    Console.WriteLine($"{what}: {figure}");
}

static void Must(bool holds, string what)
{
    if (!holds)
        throw new InvalidOperationException("Not so: " + what);
}

static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";

// Session id: docs/sessions.md, "Words".
static string IdOf(Browser browser) =>
    Convert
        .ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(browser.SessionId.Split('.')[1]))[..16])
        .TrimEnd('=')
        .Replace('+', '-')
        .Replace('/', '_');

// Of nothing that an account is made of; the rehearsal's database is gone with it.
static string Password(string email) => $"tall-ship-{email.Length}-quiet-harbour";

async Task<Browser> SignedInAsync(string email)
{
    var browser = new Browser(topology.Origin);
    await browser.SignInAsync(email, Password(email));
    return browser;
}

async Task<Browser> NewcomerAsync(string email)
{
    using (var browser = new Browser(topology.Origin))
    {
        var (status, _) = await browser.PostAsync(
            "/register",
            null,
            ("Name", "Rehearsal"),
            ("Email", email),
            ("Password", Password(email))
        );
        Must(status == 302, $"registering was answered {status}");
        var link = await mail.LinkAsync(email);
        Must(
            link.GetLeftPart(UriPartial.Authority) == topology.Origin.GetLeftPart(UriPartial.Authority),
            "the mail's link begins with the public origin"
        );
        await browser.StatusAsync(link.PathAndQuery);
        (status, _) = await browser.PostAsync(
            "/confirm-email",
            "/confirm-email?handler=confirm",
            ("Password", Password(email))
        );
        Must(status == 302, $"confirming was answered {status}");
    }
    return await SignedInAsync(email);
}

async Task UntilAsync(HttpResponseMessage response, string name)
{
    using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
    while (await reader.ReadLineAsync(patience.Token) is { } line)
    {
        if (line == "event: " + name)
            return;
    }
    throw new InvalidOperationException($"The stream ended without {name}.");
}

async Task UnderLoadAsync(string what, bool forbidden, Func<Task> act)
{
    var (answers, slowest) = await new Load(topology.Origin, user, admin).RunAsync(act);
    Note(
        what + ", answers",
        string.Join(", ", answers.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}: {a.Value}"))
            + $"; slowest {slowest} ms"
    );
    Must(
        !answers.Keys.Any(k => k is "GET 302" or "stream ended"),
        "nobody was signed out: " + string.Join(' ', answers.Keys)
    );
    if (forbidden)
        Must(
            answers.Keys.All(k => k is "GET 200" or "POST 200" or "POST 302" or "stream restarting"),
            "no request failed"
        );
}
