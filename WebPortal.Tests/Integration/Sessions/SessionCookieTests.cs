using System.Net;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>What the browser is given, what a request may bring, and that every sign-in makes a new key.</summary>
public sealed class SessionCookieTests(PortalFixture portal) : IAsyncLifetime
{
    private SessionApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await SessionApp.StartAsync(portal.Redis.Patiently);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_cookie_is_small_and_locked_down()
    {
        using var visitor = _app.Visit();
        using var response = await SessionApp.PostAsync(visitor, "/sign-in/ada");
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Matches(
            "^__Host-session=[A-Za-z0-9_-]{11}\\.[A-Za-z0-9_-]{43}; path=/; secure; samesite=lax; httponly$",
            cookie
        );
    }

    [Fact]
    public async Task Kept_over_a_restart_of_the_browser_only_when_asked_for()
    {
        using var visitor = _app.Visit();
        using var response = await SessionApp.PostAsync(visitor, "/sign-in/ada?keep=1");
        Assert.Contains(
            "; expires=",
            Assert.Single(response.Headers.GetValues("Set-Cookie")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/sign-in/ada", "ada")]
    [InlineData("/sign-in/bob", "bob")]
    [InlineData("/sign-out-and-in/ada", "ada")]
    [InlineData("/sign-out-and-in/bob", "bob")]
    [InlineData("/rotate", "ada")]
    public async Task A_sign_in_over_a_live_session_gets_a_new_key_and_the_planted_one_is_dead_at_once(
        string path,
        string then
    )
    {
        using var attacker = await _app.SignedInAsync("ada");
        using var victim = attacker.At(_app.Url); // The attacker planted a valid session cookie.
        using var response = await SessionApp.PostAsync(victim, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEqual(attacker.Session, victim.Session);
        Assert.Equal(then, await TextAsync(victim, "/me"));
        Assert.Equal("nobody", await TextAsync(attacker, "/"));
    }

    [Fact]
    public async Task An_outsider_cannot_choose_the_key()
    {
        using var victim = _app.Visit();
        var planted = SessionKey.Create("ada").Reveal();
        victim.Cookies["__Host-session"] = planted;
        using var response = await SessionApp.PostAsync(victim, "/sign-in/ada");
        Assert.NotEqual(planted, victim.Session);
    }

    [Fact]
    public async Task A_dead_session_is_rejected_and_its_cookie_left_alone()
    {
        using var visitor = await _app.SignedInAsync("ada");
        await _app.Sessions.EndAsync("ada", SessionApp.ReferenceOf(visitor).Id, EndReason.Revoked, "admin");
        foreach (var path in new[] { "/", "/me", "/stream" })
        {
            using var response = await visitor.GetAsync(path);
            Assert.False(response.Headers.Contains("Set-Cookie"), path); // A concurrent sign-in may just have set a new one.
        }
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_is_anonymous_and_never_an_error(string cookie)
    {
        using var visitor = _app.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var response = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("nobody", await response.Content.ReadAsStringAsync());
    }

    public static TheoryData<string> Garbage()
    {
        var key = SessionKey.Create("ada").Reveal();
        return new TheoryData<string>(
            "__Host-session=",
            "__Host-session",
            "__Host-session=" + key,
            "__Host-session=" + key[..^1],
            "__Host-session=" + key + "A",
            "__Host-session=\"" + key + "\"",
            "__Host-session=" + key.Replace('.', ':'),
            "__Host-session=" + key[..20] + "*" + key[21..],
            "__Host-session=" + new string('A', 8000),
            "__Host-session=" + new string('.', SessionKey.Length),
            "__Host-session=chunks-2147483647",
            "__Host-session=CfDJ8" + new string('x', 300),
            "=__Host-session=" + key,
            "%5F%5FHost-session=" + key,
            "; ; =; __Host-session=%00%0d%0a"
        );
    }

    [Fact]
    public async Task A_tossed_cookie_of_another_case_neither_counts_nor_hides_that_there_are_two()
    {
        using var attacker = await _app.SignedInAsync("mallory");
        using var victim = await _app.SignedInAsync("ada");
        foreach (
            var cookies in new[]
            {
                $"__HOST-SESSION={attacker.Session}",
                $"__Host-session={victim.Session}; __HOST-SESSION={attacker.Session}",
                $"__HOST-SESSION={attacker.Session}; __Host-session={victim.Session}",
                $"__Host-session={victim.Session}; __Host-session={attacker.Session}",
            }
        )
        {
            using var plain = _app.Visit();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
            using var response = await plain.SendAsync(request);
            Assert.Equal("nobody", await response.Content.ReadAsStringAsync());
        }
        Assert.Contains(
            _app.Lines.All,
            line => line.Contains("carried the session cookie twice", StringComparison.Ordinal)
        );
        Assert.Equal("ada", await TextAsync(victim, "/"));
    }

    [Theory]
    [InlineData("/me", null, true)]
    [InlineData("/me", "X-Live", false)]
    [InlineData("/stream", null, false)]
    public async Task What_a_tab_asks_by_itself_does_not_count_as_use(string path, string? header, bool counts)
    {
        using var visitor = await _app.SignedInAsync("ada");
        var reference = SessionApp.ReferenceOf(visitor);
        var key = new RedisSessionKeys(_app.Prefix).Session(reference);
        await using var redis = await portal.Redis.ConnectAsync();
        var state = ((string)(await redis.GetDatabase().HashGetAsync(key, "state"))!).Split(' ');
        state[2] = "1000";
        await redis.GetDatabase().HashSetAsync(key, "state", string.Join(' ', state));

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
            request.Headers.Add(header, "1");
        using var response = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = ((string)(await redis.GetDatabase().HashGetAsync(key, "state"))!).Split(' ')[2];
        Assert.Equal(counts, seen != "1000");
    }

    [Fact]
    public async Task Signing_out_ends_the_record_and_takes_the_cookie()
    {
        using var visitor = await _app.SignedInAsync("ada");
        using var copy = visitor.At(_app.Url);
        var reference = SessionApp.ReferenceOf(visitor);
        using var response = await SessionApp.PostAsync(visitor, "/sign-out");
        Assert.Null(visitor.Session);
        Assert.Equal("nobody", await TextAsync(copy, "/"));
        Assert.Equal(EndReason.SignedOut, (await _app.Store.FindAsync(reference, touch: false)).End!.Reason);
    }

    private static async Task<string> TextAsync(HttpVisitor visitor, string path)
    {
        using var response = await visitor.GetAsync(path);
        return await response.Content.ReadAsStringAsync();
    }
}
