using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

public sealed class ForgedAnswerTests(ForgingPortal forge) : IClassFixture<ForgingPortal>
{
    [Fact]
    public async Task The_honest_answer_signs_in()
    {
        forge.BeSomebodyNew();
        using var visitor = forge.Visit();
        Assert.Equal("/account/sessions", await ForgingPortal.SignInAsync(visitor));
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task No_forged_token_signs_in()
    {
        var subject = forge.BeSomebodyNew();
        using var foreign = RSA.Create(2048);
        var provider = forge.Provider;
        var attacks = new Dictionary<string, Func<string, string>>
        {
            ["none"] = n => ForgingProvider.Forge(forge.Person(n, subject), "none"),
            ["None"] = n => ForgingProvider.Forge(forge.Person(n, subject), "None"),
            ["right header, empty signature"] = n => ForgingProvider.Forge(forge.Person(n, subject), "RS256"),
            ["HMAC with the client secret"] = n =>
                ForgingProvider.Forge(forge.Person(n, subject), "HS256", hmacKey: "forge-secret"u8.ToArray()),
            ["HMAC with the public key"] = n =>
                ForgingProvider.Forge(forge.Person(n, subject), "HS256", hmacKey: provider.PublicKeyPem),
            ["another key under the same kid"] = n => provider.Sign(forge.Person(n, subject), with: foreign),
            ["a logout token"] = n => provider.Sign(forge.Person(n, subject), "logout+jwt"),
            ["an access token"] = n => provider.Sign(forge.Person(n, subject), "at+jwt"),
            ["issuer without its slash"] = n => With(n, "iss", provider.Origin),
            ["no issuer"] = n => With(n, "iss", null),
            ["no subject"] = n => With(n, "sub", null),
            ["empty subject"] = n => With(n, "sub", ""),
            ["very long subject"] = n => With(n, "sub", new string('s', 300)),
            ["no audience"] = n => With(n, "aud", null),
            ["a second audience"] = n => With(n, "aud", new JsonArray(ForgingProvider.ClientId, "other")),
            ["for another party"] = n => With(n, "azp", "other"),
            ["no expiry"] = n => With(n, "exp", null),
            ["expired a minute ago"] = n => With(n, "exp", DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60),
            ["not yet"] = n => With(n, "nbf", DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60),
            ["no nonce"] = n => With(n, "nonce", null),
            ["another nonce"] = n => With(n, "nonce", "638000000000000000.x"),
            ["no JWT at all"] = _ => "x.y.z",
            ["empty"] = _ => "",
        };
        var accepted = new List<string>();
        foreach (var (name, make) in attacks)
        {
            provider.IdToken = make;
            using var visitor = forge.Visit();
            var next = await ForgingPortal.SignInAsync(visitor);
            if (!next.StartsWith("/sign-in?outcome=", StringComparison.Ordinal) || await visitor.IsSignedInAsync())
                accepted.Add($"{name}: {next}");
        }
        Assert.Empty(accepted);

        string With(string nonce, string claim, JsonNode? value)
        {
            var claims = forge.Person(nonce, subject);
            if (value is null)
                claims.Remove(claim);
            else
                claims[claim] = value;
            return provider.Sign(claims);
        }
    }

    [Fact]
    public async Task Only_JSONs_true_is_verified()
    {
        foreach (var value in new JsonNode?[] { "true", "True", 1, "1", null, false, new JsonArray(true) })
        {
            var subject = forge.BeSomebodyNew();
            forge.Provider.IdToken = nonce =>
            {
                var claims = forge.Person(nonce, subject);
                claims["email_verified"] = value?.DeepClone();
                return forge.Provider.Sign(claims);
            };
            // What userinfo says must not be mixed with what the token says.
            forge.Provider.UserInfo["email_verified"] = true;
            using var visitor = forge.Visit();
            Assert.Equal("/sign-in/address", await ForgingPortal.SignInAsync(visitor));
        }
        forge.Provider.UserInfo.Remove("email_verified");
    }

    [Fact]
    public async Task Userinfo_of_somebody_else_is_thrown_away()
    {
        forge.BeSomebodyNew();
        forge.Provider.UserInfo["sub"] = "somebody-else";
        using var visitor = forge.Visit();
        Assert.Contains("outcome=", await ForgingPortal.SignInAsync(visitor));
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task An_answer_that_names_another_issuer_is_refused_before_the_code_goes_anywhere()
    {
        forge.BeSomebodyNew();
        forge.Provider.AnswerIssuer = "https://other.example/";
        var asked = 0;
        var honest = forge.Provider.IdToken;
        forge.Provider.IdToken = nonce =>
        {
            asked++;
            return honest(nonce);
        };
        using var visitor = forge.Visit();
        Assert.Contains("outcome=NotBelieved", await ForgingPortal.SignInAsync(visitor));
        Assert.Equal(0, asked);
        forge.Provider.AnswerIssuer = forge.Provider.Origin + "/";
        using var again = forge.Visit();
        Assert.Equal("/account/sessions", await ForgingPortal.SignInAsync(again));
    }

    [Fact]
    public async Task A_logout_that_comes_while_the_sign_in_is_under_way_wins()
    {
        var sid = Guid.NewGuid().ToString("N");
        forge.BeSomebodyNew(sid);
        using var visitor = forge.Visit();
        var next = await ForgingPortal.SignInAsync(
            visitor,
            between: async () =>
                Assert.Equal(
                    HttpStatusCode.OK,
                    await BackChannelLogoutTests.SendAsync(forge, forge.Provider.LogoutClaims(null, sid))
                )
        );
        Assert.Contains("outcome=EndedByProvider", next);
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task A_logout_of_the_person_wins_over_what_began_before_it_and_not_over_what_begins_after()
    {
        var subject = forge.BeSomebodyNew();
        using var visitor = forge.Visit();
        var next = await ForgingPortal.SignInAsync(
            visitor,
            between: async () =>
                Assert.Equal(
                    HttpStatusCode.OK,
                    await BackChannelLogoutTests.SendAsync(forge, forge.Provider.LogoutClaims(subject, null))
                )
        );
        Assert.Contains("outcome=EndedByProvider", next);
        Assert.Equal("/account/sessions", await ForgingPortal.SignInAsync(visitor));
    }

    [Fact]
    public async Task An_old_proof_is_not_enough_to_unlink_and_an_old_answer_does_not_renew_it()
    {
        var subject = forge.BeSomebodyNew();
        var then = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600;
        forge.Provider.IdToken = nonce =>
        {
            var claims = forge.Person(nonce, subject);
            claims["auth_time"] = then;
            return forge.Provider.Sign(claims);
        };
        using var visitor = forge.Visit();
        await ForgingPortal.SignInAsync(visitor);
        using var blocked = await visitor.Portal.PostAsync(
            "/account/connections",
            [new("provider", "Forge"), new("key", subject)],
            "/account/connections?handler=Unlink"
        );
        var prove = blocked.Headers.Location!.ToString();
        Assert.StartsWith("/prove?", prove);
        Assert.Contains("Prove it with Forge", await visitor.ReadAsync(prove));

        var authorize = await ProveAsync();
        Assert.Contains("prompt=login", authorize);
        Assert.Contains("max_age=0", authorize);
        Assert.Contains("outcome=NotAnew", await ComeBackAsync(authorize));
        then = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.Equal("/account/connections", await ComeBackAsync(await ProveAsync()));
        using var passed = await visitor.Portal.PostAsync(
            "/account/connections",
            [new("provider", "Forge"), new("key", subject)],
            "/account/connections?handler=Unlink"
        );
        Assert.Contains("outcome=LastWayIn", passed.Headers.Location!.ToString());

        async Task<string> ProveAsync()
        {
            using var start = await visitor.Portal.PostAsync(
                "/account/connections",
                [new("returnUrl", "/account/connections")],
                "/prove/with/Forge"
            );
            return start.Headers.Location!.ToString();
        }

        async Task<string> ComeBackAsync(string address)
        {
            var (_, _, callback) = await visitor.GoAsync(HttpMethod.Get, address, null);
            using var response = await visitor.ReturnAsync(callback!);
            return response.Headers.Location!.ToString();
        }
    }

    [Fact]
    public async Task The_session_keeps_the_providers_word_on_when_and_how()
    {
        var subject = forge.BeSomebodyNew("sid-1");
        var then = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600);
        forge.Provider.IdToken = nonce =>
        {
            var claims = forge.Person(nonce, subject, "sid-1");
            claims["auth_time"] = then.ToUnixTimeSeconds();
            claims["amr"] = new JsonArray("pwd", "otp", "<b>", new string('x', 80), 7);
            return forge.Provider.Sign(claims);
        };
        using var visitor = forge.Visit();
        await ForgingPortal.SignInAsync(visitor);
        var session = await forge.ReadAsync(db => db.Sessions.SingleAsync(s => s.ProviderSubject == subject));
        Assert.Equal(("pwd otp", then, "sid-1"), (session.Amr, session.AuthTime, session.ProviderSessionId));
    }
}
