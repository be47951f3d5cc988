using System.Diagnostics;
using System.Net;
using StackExchange.Redis;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>A store outage is not a sign-out, and decides nothing.</summary>
public sealed class SessionOutageTests
{
    [Theory]
    [InlineData("hangs")]
    [InlineData("is killed")]
    public async Task Public_pages_go_on_private_ones_answer_503_the_cookie_is_kept_and_all_is_well_after(string how)
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var app = await SessionApp.StartAsync(redis.ConnectionString);
        using var visitor = await app.SignedInAsync("ada");
        var cookie = visitor.Session;
        if (how == "hangs")
            redis.Signal("STOP");
        else
            redis.Kill();

        var watch = Stopwatch.StartNew();
        using (var home = await visitor.GetAsync("/"))
            Assert.Equal("nobody", await home.Content.ReadAsStringAsync());
        using (var page = await visitor.GetAsync("/me"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.NotNull(page.Headers.RetryAfter);
        }
        using (var signOut = await SessionApp.PostAsync(visitor, "/sign-out"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, signOut.StatusCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(6), $"three requests took {watch.Elapsed}");
        Assert.Equal(cookie, visitor.Session);

        var revoke = await Assert.ThrowsAnyAsync<Exception>(() =>
            app.Sessions.EndAsync("ada", SessionApp.ReferenceOf(visitor).Id, EndReason.Revoked, "admin")
        );
        Assert.True(revoke is RedisException or TimeoutException, revoke.ToString());

        if (how == "hangs")
        {
            redis.Signal("CONT");
            return; // The revoke may have reached the hung server, and count: it was not reported as done, nor as not done.
        }
        await redis.StartAgainAsync();
        await StoreUnderTest.UntilAsync(
            async () =>
            {
                using var response = await visitor.GetAsync("/me");
                return response.StatusCode == HttpStatusCode.OK;
            },
            "signed in again without having done anything"
        );
    }
}
