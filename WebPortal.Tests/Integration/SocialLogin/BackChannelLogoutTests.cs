using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>What a provider may end, and what only looks as if it came from one.</summary>
[Collection(OneForgeryAtATime.Name)]
public sealed class BackChannelLogoutTests(ForgingPortal forge)
{
    [Fact]
    public async Task A_sid_ends_exactly_its_own_session_and_a_sub_all_of_the_person()
    {
        var subject = forge.BeSomebodyNew("one-" + Guid.NewGuid().ToString("N"));
        var (first, second, third) = (NewSid(), NewSid(), NewSid());
        using var a = await SignInAsync(subject, first);
        using var b = await SignInAsync(subject, second);
        using var c = await SignInAsync(subject, third);
        using var stranger = await SignInAsync(forge.BeSomebodyNew(), NewSid());

        Assert.Equal(HttpStatusCode.OK, await SendAsync(forge, forge.Provider.LogoutClaims(subject, first)));
        Assert.Equal(
            (false, true, true),
            (await a.IsSignedInAsync(), await b.IsSignedInAsync(), await c.IsSignedInAsync())
        );
        Assert.Equal(HttpStatusCode.OK, await SendAsync(forge, forge.Provider.LogoutClaims(null, second)));
        Assert.Equal((false, true), (await b.IsSignedInAsync(), await c.IsSignedInAsync()));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(forge, forge.Provider.LogoutClaims(subject, null)));
        Assert.False(await c.IsSignedInAsync());
        Assert.True(await stranger.IsSignedInAsync());
        var reasons = await forge.ReadAsync(db =>
            db.Sessions.Where(s => s.ProviderSubject == subject).Select(s => s.EndReason).ToListAsync()
        );
        Assert.All(reasons, r => Assert.Equal((int)EndReason.ProviderSaidSo, r));
        Assert.Contains("Your sign-in provider ended your session", await c.ReadAsync("/sign-in"));
    }

    [Fact]
    public async Task No_wrong_token_ends_anything()
    {
        var subject = forge.BeSomebodyNew();
        var sid = NewSid();
        using var visitor = await SignInAsync(subject, sid);
        using var foreign = RSA.Create(2048);
        var provider = forge.Provider;
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        JsonObject Claims(Action<JsonObject>? change = null)
        {
            var claims = provider.LogoutClaims(subject, sid);
            change?.Invoke(claims);
            return claims;
        }
        string Signed(Action<JsonObject> change) => provider.Sign(Claims(change), "logout+jwt");
        var attacks = new Dictionary<string, string>
        {
            ["alg none"] = ForgingProvider.Forge(Claims(), "none", "logout+jwt"),
            ["empty signature"] = ForgingProvider.Forge(Claims(), "RS256", "logout+jwt"),
            ["HMAC with the client secret"] = ForgingProvider.Forge(
                Claims(),
                "HS256",
                "logout+jwt",
                "forge-secret"u8.ToArray()
            ),
            ["another key"] = provider.Sign(Claims(), "logout+jwt", foreign),
            ["typ JWT"] = provider.Sign(Claims()),
            ["typ of an event"] = provider.Sign(Claims(), "secevent+jwt"),
            ["an ID token"] = provider.Sign(forge.Person("n", subject, sid)),
            ["an ID token in its clothes"] = provider.Sign(forge.Person("n", subject, sid), "logout+jwt"),
            ["with a nonce"] = Signed(c => c["nonce"] = "n"),
            ["with a null nonce"] = Signed(c => c["nonce"] = null),
            ["no events"] = Signed(c => c.Remove("events")),
            ["events as text"] = Signed(c => c["events"] = "http://schemas.openid.net/event/backchannel-logout"),
            ["another event"] = Signed(c => c["events"] = new JsonObject { ["x"] = new JsonObject() }),
            ["event not an object"] = Signed(c =>
                c["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = true }
            ),
            ["another issuer"] = Signed(c => c["iss"] = "https://other.example/"),
            ["another audience"] = Signed(c => c["aud"] = "other"),
            ["two audiences"] = Signed(c => c["aud"] = new JsonArray(ForgingProvider.ClientId, "other")),
            ["no iat"] = Signed(c => c.Remove("iat")),
            ["old"] = Signed(c => (c["iat"], c["exp"]) = (now - 600, now + 60)),
            ["expired"] = Signed(c => (c["iat"], c["exp"]) = (now - 100, now - 60)),
            ["long-lived"] = Signed(c => c["exp"] = now + 3600),
            ["from the future"] = Signed(c => (c["iat"], c["exp"]) = (now + 600, now + 660)),
            ["no exp"] = Signed(c => c.Remove("exp")),
            ["no jti"] = Signed(c => c.Remove("jti")),
            ["neither sub nor sid"] = Signed(c =>
            {
                c.Remove("sub");
                c.Remove("sid");
            }),
            ["junk"] = "x.y.z",
            ["empty"] = "",
            ["huge"] = new string('x', 20_000),
        };
        var accepted = new List<string>();
        foreach (var (name, token) in attacks)
        {
            var status = await PostAsync(forge, token);
            if (status != HttpStatusCode.BadRequest || !await visitor.IsSignedInAsync())
                accepted.Add($"{name}: {status}");
        }
        Assert.Empty(accepted);
    }

    [Fact]
    public async Task A_replayed_token_is_refused()
    {
        var subject = forge.BeSomebodyNew();
        using var first = await SignInAsync(subject, null);
        var token = forge.Provider.Sign(forge.Provider.LogoutClaims(subject, null), "logout+jwt");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(forge, token));
        using var second = await SignInAsync(subject, null);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(forge, token));
        Assert.True(await second.IsSignedInAsync());
    }

    [Fact]
    public async Task The_endpoint_takes_a_form_post_of_a_known_provider_only_and_is_not_kept()
    {
        using var http = new HttpClient { BaseAddress = forge.Portal.Url };
        using var get = await http.GetAsync("/signout-oidc-backchannel/forge");
        Assert.NotEqual(HttpStatusCode.OK, get.StatusCode);
        using var json = await http.PostAsync("/signout-oidc-backchannel/forge", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
        Assert.Contains("no-store", json.Headers.CacheControl!.ToString());
        using var unknown = await http.PostAsync("/signout-oidc-backchannel/nobody", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var google = await http.PostAsync("/signout-oidc-backchannel/Google", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.NotFound, google.StatusCode);
    }

    internal static Task<HttpStatusCode> SendAsync(ForgingPortal forge, JsonObject claims) =>
        PostAsync(forge, forge.Provider.Sign(claims, "logout+jwt"));

    private static async Task<HttpStatusCode> PostAsync(ForgingPortal forge, string token)
    {
        using var http = new HttpClient { BaseAddress = forge.Portal.Url };
        using var response = await http.PostAsync(
            "/signout-oidc-backchannel/forge",
            new FormUrlEncodedContent([new("logout_token", token)])
        );
        return response.StatusCode;
    }

    private static string NewSid() => "sid-" + Guid.NewGuid().ToString("N");

    private async Task<SocialVisitor> SignInAsync(string subject, string? sid)
    {
        forge.Provider.IdToken = nonce => forge.Provider.Sign(forge.Person(nonce, subject, sid));
        forge.Provider.UserInfo["sub"] = subject;
        var visitor = forge.Visit();
        Assert.Equal("/account/sessions", await ForgingPortal.SignInAsync(visitor));
        return visitor;
    }
}
