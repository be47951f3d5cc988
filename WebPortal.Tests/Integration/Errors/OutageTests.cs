using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Errors;

/// <summary>
/// Redis or the database is away. Invariant 11 of docs/sessions.md: an outage is not a sign-out, nobody waits long, nothing is reported as done
/// that was not, and when the store is back so is everybody.
/// </summary>
public sealed class OutageTests
{
    // Promised is a second; a busy machine is given three.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData("killed")]
    [InlineData("hung")]
    public async Task Redis_is_away_and_comes_back(string how)
    {
        using var directory = new TemporaryDirectory();
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var portal = new PortalInstance("outage", redis.ConnectionString, directory.Path);
        var person = await Person.CreateAsync(portal, administrator: true);
        using var visitor = await person.SignInAsync(portal);
        using var shown = await visitor.GetAsync("/account/sessions");
        var token = HttpVisitor.TokenIn(await shown.Content.ReadAsStringAsync());
        var session = visitor.Session;

        if (how == "killed")
            redis.Kill();
        else
            redis.Signal("STOP");

        // Public pages render, and say so.
        using (var home = await InTimeAsync(visitor.GetAsync("/")))
        {
            Assert.Equal(HttpStatusCode.OK, home.StatusCode);
            var html = await home.Content.ReadAsStringAsync();
            Assert.Contains("Your session cannot be checked just now", html, StringComparison.Ordinal);
            Assert.DoesNotContain("action=\"/sign-out\"", html, StringComparison.Ordinal);
            AssertCookieKept(home);
        }
        using var stranger = new HttpVisitor(portal.Url);
        using (var home = await InTimeAsync(stranger.GetAsync("/")))
            Assert.DoesNotContain(
                "cannot be checked",
                await home.Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );

        // A page that needs the session waits for the store instead of sending people to sign in.
        foreach (var path in new[] { "/account/sessions", "/admin/sessions", "/live/account" })
        {
            using var response = await InTimeAsync(visitor.GetAsync(path));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("5", response.Headers.GetValues("Retry-After").Single());
            AssertCookieKept(response);
        }

        // Nothing is reported as done: no sign-out, no revoke, no sign-in.
        foreach (
            var (path, fields) in new[] { ("/sign-out", ""), ("/admin/sessions", "x"), ("/account/sessions", "x") }
        )
        {
            using var response = await InTimeAsync(
                visitor.SendAsync(
                    new(HttpMethod.Post, path)
                    {
                        Content = new FormUrlEncodedContent([
                            new("session", fields),
                            new("why", "x"),
                            new("__RequestVerificationToken", token),
                        ]),
                    }
                )
            );
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Contains(
                "You are still signed in: your cookie was kept.",
                await response.Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );
            AssertCookieKept(response);
        }
        using (var response = await InTimeAsync(stranger.SignInAsync(person.Email, person.Password)))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using (var response = await InTimeAsync(stranger.GetAsync("/health/ready")))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using (var response = await stranger.GetAsync("/health/live"))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        if (how == "killed")
            await redis.StartAgainAsync();
        else
            redis.Signal("CONT");

        await EventuallyAsync(async () =>
        {
            using var response = await visitor.GetAsync("/account/sessions");
            return response.StatusCode == HttpStatusCode.OK;
        });
        Assert.Equal(session, visitor.Session);
        using var signedOut = await visitor.PostAsync("/account/sessions", [], "/sign-out");
        Assert.Equal(HttpStatusCode.Redirect, signedOut.StatusCode);
        using var after = await visitor.GetAsync("/account/sessions");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task The_database_is_away_and_comes_back()
    {
        using var directory = new TemporaryDirectory();
        await using var redis = await RedisServer.StartAsync();
        await using var portal = new PortalInstance("outage", redis.ConnectionString, directory.Path);
        var person = await Person.CreateAsync(portal);
        using var visitor = await person.SignInAsync(portal);
        var file = Path.Combine(directory.Path, "portal.db");

        Disconnect(directory.Path);
        File.Move(file, file + ".away");
        Directory.CreateDirectory(file);

        // What needs no SQL goes on, signed in: the session is Redis's alone.
        using (var missing = await InTimeAsync(visitor.GetAsync("/no-such-page")))
        {
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.Contains(person.Email, await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using (var live = await visitor.GetAsync("/live/account"))
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using (var response = await InTimeAsync(visitor.GetAsync("/account/sessions")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("5", response.Headers.GetValues("Retry-After").Single());
            var html = await response.Content.ReadAsStringAsync();
            Assert.Contains("A part of the portal is not answering.", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Sqlite", html, StringComparison.OrdinalIgnoreCase);
            AssertCookieKept(response);
        }
        using var stranger = new HttpVisitor(portal.Url);
        using (var response = await InTimeAsync(stranger.SignInAsync(person.Email, person.Password)))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using (var response = await InTimeAsync(stranger.GetAsync("/health/ready")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("Unhealthy", await response.Content.ReadAsStringAsync());
        }

        Directory.Delete(file, recursive: true);
        File.Move(file + ".away", file);
        await EventuallyAsync(async () =>
        {
            using var response = await visitor.GetAsync("/account/sessions");
            return response.StatusCode == HttpStatusCode.OK;
        });
    }

    // A pooled connection would go on with the file that it holds open.
    private static void Disconnect(string directory)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "portal.db")}");
        SqliteConnection.ClearPool(connection);
    }

    private static void AssertCookieKept(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
            Assert.DoesNotContain(cookies, c => c.StartsWith("__Host-session", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<HttpResponseMessage> InTimeAsync(Task<HttpResponseMessage> request)
    {
        var clock = Stopwatch.StartNew();
        var response = await request;
        Assert.True(clock.Elapsed < Soon, $"{response.RequestMessage!.RequestUri} took {clock.Elapsed}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{response.RequestMessage.Method} {response.RequestMessage.RequestUri!.AbsolutePath}: {clock.ElapsedMilliseconds} ms"
        );
        return response;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "It did not come back.");
            await Task.Delay(50);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"back after {clock.ElapsedMilliseconds} ms");
    }
}
