using System.Net;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Sessions;

/// <summary>Requests that stop between two lines while somebody ends the session. Each interleaving is made, not hoped for.</summary>
public sealed class SessionRaceTests(PortalFixture portal) : IAsyncLifetime
{
    private SessionApp _a = null!;
    private SessionApp _b = null!;

    public async ValueTask InitializeAsync()
    {
        _a = await SessionApp.StartAsync(portal.Redis.Patiently);
        _b = await SessionApp.StartAsync(portal.Redis.Patiently, _a.Prefix);
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public async Task A_renewal_that_was_under_way_does_not_bring_an_ended_session_back()
    {
        using var visitor = await _a.SignedInAsync("ada");
        var slow = visitor.GetAsync("/me?renew=1&door=x");
        await _a.DoorOf("x").Arrived;
        await _b.Sessions.EndAsync("ada", SessionApp.ReferenceOf(visitor).Id, EndReason.Revoked, "admin");
        _a.DoorOf("x").Open();
        using var response = await slow; // It began before the end, and may finish; the cookie handler renews as it does.
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await AssertRefusedEverywhereAsync(visitor);
    }

    [Fact]
    public async Task A_rotation_that_was_under_way_is_refused()
    {
        using var visitor = await _a.SignedInAsync("ada");
        using var before = visitor.At(_a.Url);
        var slow = SessionApp.PostAsync(visitor, "/rotate?door=x");
        await _a.DoorOf("x").Arrived;
        await _b.Sessions.EndAsync("ada", SessionApp.ReferenceOf(visitor).Id, EndReason.Revoked, "admin");
        _a.DoorOf("x").Open();
        using var response = await slow;
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(before.Session, visitor.Session);
        await AssertRefusedEverywhereAsync(visitor);
    }

    [Fact]
    public async Task A_rotation_keeps_how_and_when_the_person_came_in_and_when_the_session_ends()
    {
        using var visitor = _a.Visit();
        using var signedIn = await SessionApp.PostAsync(visitor, "/sign-in/ada?keep=1");
        var before = Assert.Single(await _a.Store.ListAsync("ada"));
        using var rotated = await SessionApp.PostAsync(visitor, "/rotate?bare=1");
        var after = Assert.Single(await _a.Store.ListAsync("ada"));
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal(
            (before.Provider, before.Amr, before.AuthTime, before.Keep, before.IdleLimit),
            (after.Provider, after.Amr, after.AuthTime, after.Keep, after.IdleLimit)
        );
        Assert.Equal(before.Ends, after.Ends, TimeSpan.FromSeconds(1));
        Assert.Contains("; expires=", Assert.Single(rotated.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_the_old_key_after_a_rotation_ends_the_browser()
    {
        using var visitor = await _a.SignedInAsync("ada");
        var old = SessionApp.ReferenceOf(visitor).Id;
        using var response = await SessionApp.PostAsync(visitor, "/rotate");
        await _b.Sessions.EndAsync("ada", old, EndReason.Revoked, "admin");
        await AssertRefusedEverywhereAsync(visitor);
    }

    [Fact]
    public async Task Ending_all_while_the_password_is_being_checked_refuses_the_sign_in()
    {
        using var visitor = _a.Visit();
        var slow = SessionApp.PostAsync(visitor, "/sign-in/ada?door=x");
        await _a.DoorOf("x").Arrived;
        await _b.Sessions.EndAllAsync("ada", EndReason.AccountDisabled, "admin");
        _a.DoorOf("x").Open();
        using var response = await slow;
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Null(visitor.Session);
    }

    [Fact]
    public async Task Ending_everybody_while_the_password_is_being_checked_ends_that_session_too()
    {
        using var visitor = _a.Visit();
        var slow = SessionApp.PostAsync(visitor, "/sign-in/ada?door=x");
        await _a.DoorOf("x").Arrived;
        await _b.Sessions.EndEverybodyAsync("admin", "key leak", except: null);
        _a.DoorOf("x").Open();
        using var response = await slow;
        await AssertRefusedEverywhereAsync(visitor);
    }

    [Fact]
    public async Task A_revoke_between_the_ledger_row_and_the_creation_refuses_the_sign_in()
    {
        var ledger = new PausingLedger();
        await using var app = await SessionApp.StartAsync(
            portal.Redis.Patiently,
            services: s =>
                Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<ISessionLedger>(
                    s,
                    ledger
                )
        );
        using var visitor = app.Visit();
        var slow = SessionApp.PostAsync(visitor, "/sign-in/ada");
        await ledger.Door.Arrived;
        await app.Sessions.EndAsync("ada", ledger.Starting!.Id, EndReason.Revoked, "admin");
        ledger.Door.Open();
        using var response = await slow;
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Null(visitor.Session);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_prevents_a_start_but_never_an_end()
    {
        var ledger = new PausingLedger { Broken = true };
        ledger.Door.Open();
        await using var app = await SessionApp.StartAsync(
            portal.Redis.Patiently,
            services: s =>
                Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<ISessionLedger>(
                    s,
                    ledger
                )
        );
        using var visitor = app.Visit();
        using var failed = await SessionApp.PostAsync(visitor, "/sign-in/ada");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Null(visitor.Session);

        ledger.Broken = false;
        using var signedIn = await SessionApp.PostAsync(visitor, "/sign-in/ada");
        ledger.Broken = true;
        Assert.Null(await app.Sessions.EndAsync("ada", SessionApp.ReferenceOf(visitor).Id, EndReason.Revoked, "admin"));
        using var refused = await visitor.GetAsync("/me");
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
    }

    [Fact]
    public async Task Under_load_on_two_instances_no_request_that_starts_after_the_revoke_is_let_in()
    {
        for (var round = 0; round < 40; round++)
        {
            using var visitor = await _a.SignedInAsync("ada");
            using var there = visitor.At(_b.Url);
            using var stop = new CancellationTokenSource();
            var revoked = false;
            var load = new[] { visitor, there, visitor, there }.Select(async v =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var startedAfter = Volatile.Read(ref revoked);
                    using var response = await v.GetAsync("/me");
                    if (startedAfter)
                        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
                    if (response.StatusCode != HttpStatusCode.OK)
                        return;
                }
            });
            var running = Task.WhenAll(load);
            await _b.Sessions.EndAsync("ada", SessionApp.ReferenceOf(visitor).Id, EndReason.Revoked, "admin");
            Volatile.Write(ref revoked, true);
            await running.WaitAsync(TimeSpan.FromSeconds(10));
            await stop.CancelAsync();
        }
    }

    private async Task AssertRefusedEverywhereAsync(HttpVisitor visitor)
    {
        foreach (var app in new[] { _a, _b })
        {
            using var at = visitor.At(app.Url);
            using var response = await at.GetAsync("/me");
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        }
    }
}
