using Microsoft.Extensions.Time.Testing;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class RefreshTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    public static Task<TokenAnswer> RefreshAsync(
        IssuerUnderTest issuer,
        string token,
        string client = "webportal",
        string? scope = null
    )
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = client,
            ["client_secret"] = issuer.Secret(client),
            ["refresh_token"] = token,
        };
        if (scope is not null)
            form["scope"] = scope;
        return TokenAnswer.PostAsync(issuer, form);
    }

    private async Task<TokenAnswer> FirstAsync(string scope = "openid offline_access api")
    {
        using var browser = _issuer.Browser();
        return await new Flow { Scope = scope }.TokensAsync(_issuer, browser);
    }

    [Fact]
    public async Task Each_use_gives_a_new_one_and_the_old_one_used_again_kills_the_family()
    {
        var first = await FirstAsync();
        var second = await RefreshAsync(_issuer, first.RefreshToken);
        Assert.Equal(200, second.Status);
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        var third = await RefreshAsync(_issuer, second.RefreshToken);

        Assert.Equal("invalid_grant", (await RefreshAsync(_issuer, first.RefreshToken)).Error);

        Assert.Equal("invalid_grant", (await RefreshAsync(_issuer, third.RefreshToken)).Error);
        Assert.False(await Introspection.IsActiveAsync(_issuer, third.AccessToken));
    }

    [Fact]
    public async Task Of_ten_uses_at_once_one_wins_at_most_and_the_family_is_gone()
    {
        var first = await FirstAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => RefreshAsync(_issuer, first.RefreshToken))
        );
        var won = answers.Where(a => a.Status == 200).ToList();
        Assert.InRange(won.Count, 0, 1);
        foreach (var winner in won)
            Assert.Equal("invalid_grant", (await RefreshAsync(_issuer, winner.RefreshToken)).Error);
    }

    [Fact]
    public async Task A_refresh_token_is_opaque_and_bound_to_its_client_and_scopes()
    {
        var first = await FirstAsync();
        Assert.DoesNotContain('.', first.RefreshToken);
        Assert.Equal(
            "invalid_grant",
            (await RefreshAsync(_issuer, first.RefreshToken, "webportal-lab")).Error
                is "unauthorized_client"
                    or "invalid_grant"
                ? "invalid_grant"
                : ""
        );
        Assert.NotEqual(200, (await RefreshAsync(_issuer, first.RefreshToken, scope: "openid email")).Status);
    }

    [Fact]
    public async Task Without_offline_access_there_is_none() =>
        Assert.Null((await FirstAsync("openid api"))["refresh_token"]);

    [Fact]
    public async Task The_family_has_an_absolute_end()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var issuer = await IssuerUnderTest.StartAsync(
            o => o.RefreshTokenLifetime = TimeSpan.FromMinutes(10),
            clock
        );
        using var browser = issuer.Browser();
        var tokens = await new Flow { Scope = "openid offline_access" }.TokensAsync(issuer, browser);
        clock.Advance(TimeSpan.FromMinutes(6));
        tokens = await RefreshAsync(issuer, tokens.RefreshToken);
        Assert.Equal(200, tokens.Status);
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("invalid_grant", (await RefreshAsync(issuer, tokens.RefreshToken)).Error);
    }
}
