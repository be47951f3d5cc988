using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Account;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Sessions;

namespace WebPortal.Tests.Integration.Account;

/// <summary>The counting itself, with visitors from any network.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed class ThrottleTests(AccountPortal portal) : IAsyncLifetime
{
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N")[..8];
    private ConnectionMultiplexer _redis = null!;
    private Throttle _throttle = null!;
    private readonly KnownBrowser _known = new(new EphemeralDataProtectionProvider());

    public async ValueTask InitializeAsync()
    {
        _redis = await portal.Redis.ConnectAsync();
        _throttle = new Throttle(
            _redis,
            _known,
            portal.A.Services.GetRequiredService<SignInMetrics>(),
            Options.Create(new ThrottleOptions()),
            Options.Create(new UserSessionOptions { KeyPrefix = _prefix })
        );
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task A_stranger_from_another_network_does_not_make_the_owner_wait()
    {
        await UseUpAsync("198.51.100.7", "ada@example.net");
        Assert.True((await TryAsync("198.51.100.7", "ada@example.net")).Refused);
        Assert.True((await TryAsync("198.51.100.7", "ADA@example.net")).Refused);
        Assert.False((await TryAsync("203.0.113.9", "ada@example.net")).Refused);
        Assert.False((await TryAsync("198.51.100.7", "bea@example.net")).Refused);
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_subscriber_are_one_network()
    {
        await UseUpAsync("2001:db8:1:2::1", "ada@example.net");
        Assert.True((await TryAsync("2001:db8:1:2:ffff::9", "ada@example.net")).Refused);
        Assert.False((await TryAsync("2001:db8:1:3::1", "ada@example.net")).Refused);
        await UseUpAsync("::ffff:192.0.2.1", "ada@example.net");
        Assert.True((await TryAsync("192.0.2.1", "ada@example.net")).Refused);
    }

    [Theory]
    [InlineData("2001:db8:1:{0:x}::1", "2001:db8:2:1::1")]
    [InlineData("198.51.100.{0}", "198.51.101.1")]
    public async Task Whoever_holds_many_networks_does_not_have_all_their_tries(string pattern, string elsewhere)
    {
        var free = 5 * new ThrottleOptions().TriesPerNetwork;
        for (var i = 0; i < free; i++)
            Assert.False((await TryAsync(AddressOf(pattern, i % 250), $"p{i}@example.net")).Refused);
        Assert.True((await TryAsync(AddressOf(pattern, 251), "another@example.net")).Refused);
        Assert.False((await TryAsync(elsewhere, "another@example.net")).Refused);
    }

    [Fact]
    public async Task Guesses_at_one_account_from_everywhere_are_bounded_but_not_for_a_browser_that_it_knows()
    {
        var owner = Visitor("203.0.113.1");
        _known.Remember(owner, "ada@example.net");
        var cookie = owner.Response.Headers.SetCookie.ToString().Split(';')[0];
        for (var i = 0; i < 100; i++)
            Assert.False((await TryAsync($"10.{i}.0.1", "ada@example.net")).Refused);
        Assert.True((await TryAsync("10.200.0.1", "ada@example.net")).Refused);
        Assert.False((await TryAsync("10.200.0.1", "bea@example.net")).Refused);
        var back = Visitor("203.0.113.1");
        back.Request.Headers.Cookie = cookie;
        Assert.False((await _throttle.TryAsync(ThrottleRule.SignIn, back, "ada@example.net")).Refused);
    }

    [Fact]
    public async Task Mails_that_one_network_asks_for_leave_some_to_another_and_all_together_are_bounded()
    {
        for (var i = 0; i < 10; i++)
            Assert.True(await MayMailAsync("198.51.100.7"));
        for (var i = 0; i < 50; i++)
            Assert.False(await MayMailAsync($"198.51.100.{i}")); // Nor do these use up the rest.
        foreach (var network in new[] { "203.0.113.9", "203.0.114.9", "203.0.115.9" })
        {
            for (var i = 0; i < 10; i++)
                Assert.True(await MayMailAsync(network));
        }
        Assert.False(await MayMailAsync("192.0.2.1"));
    }

    [Fact]
    public async Task Waits_grow_and_the_first_refusal_of_each_is_told_apart()
    {
        await UseUpAsync("198.51.100.7", "ada@example.net");
        foreach (var minutes in new[] { 1, 2, 4, 8, 15, 15 })
        {
            var first = await TryAsync("198.51.100.7", "ada@example.net");
            var second = await TryAsync("198.51.100.7", "ada@example.net");
            Assert.InRange(first.Wait.TotalMinutes, minutes - 0.1, minutes);
            Assert.True(first.First);
            Assert.False(second.First);
            await WaitIsOverAsync();
            Assert.False((await TryAsync("198.51.100.7", "ada@example.net")).Refused);
        }
    }

    [Fact]
    public async Task A_network_that_tries_many_accounts_waits_and_a_success_gives_only_its_own_try_back()
    {
        for (var i = 0; i < 50; i++)
            Assert.False((await TryAsync("198.51.100.7", $"p{i}@example.net")).Refused);
        Assert.True((await TryAsync("198.51.100.7", "another@example.net")).Refused);
        Assert.False((await TryAsync("203.0.113.9", "another@example.net")).Refused);

        // An attacker with an account of his own cannot reset the network's count by signing in to it.
        await _throttle.ForgiveAsync(ThrottleRule.SignIn, Visitor("198.51.100.7"), "p0@example.net");
        Assert.False((await TryAsync("198.51.100.7", "another@example.net")).Refused);
        Assert.True((await TryAsync("198.51.100.7", "third@example.net")).Refused);
    }

    [Fact]
    public async Task Parallel_tries_do_not_slip_through()
    {
        var verdicts = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => TryAsync("198.51.100.7", "ada@example.net"))
        );
        Assert.Equal(5, verdicts.Count(v => !v.Refused));
    }

    [Fact]
    public async Task Nothing_is_kept_for_ever()
    {
        await UseUpAsync("198.51.100.7", "ada@example.net");
        await TryAsync("198.51.100.7", "ada@example.net");
        await foreach (var key in _redis.GetServers()[0].KeysAsync(pattern: _prefix + "*"))
            Assert.NotNull(await _redis.GetDatabase().KeyTimeToLiveAsync(key));
    }

    private async Task WaitIsOverAsync()
    {
        await foreach (var key in _redis.GetServers()[0].KeysAsync(pattern: _prefix + "*"))
            await _redis.GetDatabase().HashDeleteAsync(key, "until");
    }

    private async Task UseUpAsync(string address, string account)
    {
        for (var i = 0; i < 5; i++)
            Assert.False((await TryAsync(address, account)).Refused);
    }

    private Task<ThrottleVerdict> TryAsync(string address, string account) =>
        _throttle.TryAsync(ThrottleRule.SignIn, Visitor(address), account);

    private Task<bool> MayMailAsync(string address) => _throttle.MayMailAsync(Visitor(address), "ada@example.net");

    private static string AddressOf(string pattern, int i) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, i);

    private static DefaultHttpContext Visitor(string address) =>
        new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
