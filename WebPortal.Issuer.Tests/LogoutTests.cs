using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Tests.Integration.Issuer;

// Long because: every way in which a session at the issuer ends, and who is told.
public sealed class LogoutTests(SharedIssuer shared)
{
    private const string Back = "http://localhost:5080/signout-callback-oidc/issuer";
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    private async Task<(TestBrowser Browser, string IdToken, string Sid)> SignedInAsync(
        IssuerUnderTest? issuer = null,
        string scope = "openid"
    )
    {
        var browser = (issuer ?? _issuer).Browser();
        var tokens = await new Flow { Scope = scope }.TokensAsync(issuer ?? _issuer, browser);
        return (browser, tokens.IdToken, new JsonWebToken(tokens.IdToken).GetPayloadValue<string>("sid"));
    }

    private static string Address(params (string Name, string Value)[] parameters) =>
        "/connect/logout?" + string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));

    [Fact]
    public async Task The_logout_token_is_what_the_standard_says()
    {
        var (browser, _, sid) = await SignedInAsync();
        await browser.GetAsync("/sign-out");
        await browser.SubmitAsync("Sign out");
        Assert.Equal("/signed-out", browser.At.AbsolutePath);

        var token = await shared.Receiver.TokenOfAsync(sid);

        Assert.Equal("logout+jwt", token.Typ);
        using var http = _issuer.Http();
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            token.EncodedToken,
            new TokenValidationParameters
            {
                ValidIssuer = _issuer.Issuer,
                ValidAudience = "webportal",
                ValidTypes = ["logout+jwt"],
                ValidAlgorithms = ["RS256"],
                IssuerSigningKeys = new JsonWebKeySet(await http.GetStringAsync("/.well-known/jwks")).GetSigningKeys(),
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.NotEmpty(token.Subject);
        Assert.NotEmpty(token.GetPayloadValue<string>("jti"));
        Assert.False(token.TryGetPayloadValue<string>("nonce", out _));
        Assert.InRange(token.ValidTo - token.IssuedAt, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        Assert.Equal(
            "{}",
            token
                .GetPayloadValue<JsonElement>("events")
                .GetProperty("http://schemas.openid.net/event/backchannel-logout")
                .GetRawText()
        );
    }

    [Fact]
    public async Task An_ID_token_of_this_session_signs_out_at_once_and_goes_back_with_the_state()
    {
        var (browser, idToken, sid) = await SignedInAsync();
        await browser.GetAsync(
            Address(("id_token_hint", idToken), ("post_logout_redirect_uri", Back), ("state", "s-1"))
        );
        Assert.Equal(Back + "?state=s-1", browser.LeftFor?.AbsoluteUri);
        await browser.GetAsync("/sessions");
        Assert.Equal("/sign-in", browser.At.AbsolutePath);
        await shared.Receiver.TokenOfAsync(sid);
    }

    [Fact]
    public async Task Without_that_proof_a_link_signs_nobody_out()
    {
        var (browser, _, _) = await SignedInAsync();
        using var other = (await SignedInAsync()).Browser;
        var foreign = (await SignedInAsync()).IdToken;
        foreach (
            var address in new[]
            {
                "/connect/logout",
                Address(("id_token_hint", foreign)),
                Address(("client_id", "webportal"), ("post_logout_redirect_uri", Back)),
            }
        )
        {
            await browser.GetAsync(address);
            Assert.Contains("Stay signed in", browser.Html, StringComparison.Ordinal);
        }
        await browser.PostAsync("/connect/logout", [new("consent_decision", "allow")]);
        Assert.Equal(400, (int)browser.Status);
        await browser.GetAsync("/sessions");
        Assert.Equal("/sessions", browser.At.AbsolutePath);

        await browser.GetAsync(Address(("client_id", "webportal"), ("post_logout_redirect_uri", Back)));
        await browser.SubmitAsync("consent_decision", ("consent_decision", "allow"));
        Assert.Equal(Back, browser.LeftFor?.AbsoluteUri);
    }

    [Theory]
    [InlineData("http://localhost:5080/signout-callback-oidc/issuer/")]
    [InlineData("http://localhost:5080/")]
    [InlineData("http://evil.example/")]
    public async Task A_wrong_address_to_return_to_is_refused(string address)
    {
        var (browser, idToken, _) = await SignedInAsync();
        await browser.GetAsync(Address(("id_token_hint", idToken), ("post_logout_redirect_uri", address)));
        Assert.Null(browser.LeftFor);
        Assert.Equal(400, (int)browser.Status);
    }

    [Fact]
    public async Task Another_session_can_be_ended_from_the_list_but_not_another_persons()
    {
        var (here, _, _) = await SignedInAsync();
        var (there, _, sid) = await SignedInAsync();
        await here.GetAsync("/sessions");
        await here.SubmitAsync($"value=\"{sid}\"", ("sid", sid));
        await shared.Receiver.TokenOfAsync(sid);
        await there.GetAsync("/sessions");
        Assert.Equal("/sign-in", there.At.AbsolutePath);

        using var stranger = _issuer.Browser();
        await stranger.GetAsync("/sign-in?returnUrl=%2Fsessions");
        await stranger.SignInAsAsync("noa");
        var mine = (await SignedInAsync()).Sid;
        await stranger.SubmitAsync("name=\"sid\"", ("sid", mine));
        Assert.Equal(404, (int)stranger.Status);
    }

    [Fact]
    public async Task Everywhere_ends_all_sessions_and_every_grant_and_says_so_to_the_receivers()
    {
        await using var receiver = await LogoutReceiver.StartAsync();
        await using var events = await LogoutReceiver.StartAsync();
        await using var issuer = await IssuerUnderTest.StartAsync(o =>
        {
            o.Clients["webportal"].BackChannelLogoutUri = receiver.Address;
            o.EventReceivers.Add(new() { Uri = events.Address });
            o.EventReceivers.Add(
                new() { Uri = events.Address, Source = WebPortal.Issuer.Features.SecurityEvents.EventSource.Google }
            );
        });
        using var browser = issuer.Browser();
        var offline = await new Flow { Scope = "openid offline_access api" }.TokensAsync(issuer, browser);
        var (other, _, _) = await SignedInAsync(issuer);
        await browser.GetAsync("/sessions");
        await browser.SubmitAsync("Sign out everywhere");

        Assert.Equal("invalid_grant", (await RefreshTests.RefreshAsync(issuer, offline.RefreshToken)).Error);
        Assert.False(await Introspection.IsActiveAsync(issuer, offline.AccessToken));
        await other.GetAsync("/sessions");
        Assert.Equal("/sign-in", other.At.AbsolutePath);
        await receiver.NextAsync();
        await receiver.NextAsync();

        var received = new[] { await events.NextAsync(), await events.NextAsync() };
        var tokens = received.Select(r => new JsonWebToken(r.Body)).ToList();
        Assert.All(received, r => Assert.StartsWith("application/secevent+jwt", r.Type, StringComparison.Ordinal));
        Assert.All(tokens, t => Assert.Equal("secevent+jwt", t.Typ));
        Assert.Equal([issuer.Issuer, issuer.Origin + "/google"], tokens.Select(t => t.Issuer).Order().ToArray());
        var google = tokens.Single(t => t.Issuer.EndsWith("/google", StringComparison.Ordinal));
        var subject = google
            .GetPayloadValue<JsonElement>("events")
            .GetProperty("https://schemas.openid.net/secevent/risc/event-type/sessions-revoked")
            .GetProperty("subject");
        Assert.Equal(21, subject.GetProperty("sub").GetString()!.Length);
    }

    [Fact]
    public async Task An_offline_grant_outlives_the_session_and_another_does_not()
    {
        using var browser = _issuer.Browser();
        var offline = await new Flow { Scope = "openid offline_access api" }.TokensAsync(_issuer, browser);
        var online = await new Flow { Scope = "openid api" }.TokensAsync(_issuer, browser);
        await browser.GetAsync("/sign-out");
        await browser.SubmitAsync("Sign out");
        Assert.False(await Introspection.IsActiveAsync(_issuer, online.AccessToken));
        Assert.Equal(200, (await RefreshTests.RefreshAsync(_issuer, offline.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_receiver_that_fails_is_asked_again_and_one_switched_off_is_not_asked()
    {
        await using var failing = await LogoutReceiver.StartAsync(failures: 1);
        await using var off = await LogoutReceiver.StartAsync();
        await using var issuer = await IssuerUnderTest.StartAsync(o =>
        {
            o.Clients["webportal"].BackChannelLogoutUri = failing.Address;
            o.Clients["webportal-spa"].BackChannelLogoutUri = off.Address;
            o.Clients["webportal-spa"].BackChannelLogout = false;
        });
        var (browser, _, sid) = await SignedInAsync(issuer);
        var spa = new Flow
        {
            Client = "webportal-spa",
            RedirectUri = "http://localhost:5080/lab/spa/callback",
            Scope = "openid",
        };
        await spa.CodeAsync(browser);
        Assert.True(await issuer.Running.EndSessionAsync(sid));
        Assert.False(await issuer.Running.EndSessionAsync(sid));
        await failing.TokenOfAsync(sid);
        Assert.Equal(2, failing.Attempts);
        Assert.Equal(0, off.Attempts);
        Assert.Contains("503 at attempt 1", issuer.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_person_is_out_and_stays_out()
    {
        await using var issuer = await IssuerUnderTest.StartAsync();
        var (browser, idToken, _) = await SignedInAsync(issuer);
        Assert.Equal(1, await issuer.Running.DisablePersonAsync(new JsonWebToken(idToken).Subject));
        await browser.GetAsync("/sessions");
        Assert.Equal("/sign-in", browser.At.AbsolutePath);
        await browser.SignInAsAsync("vera");
        Assert.Contains("disabled", browser.Html, StringComparison.Ordinal);
    }
}
