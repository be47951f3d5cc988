using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

[Collection(OneForgeryAtATime.Name)]
public sealed class ForgedAnswerTests(ForgingPortal forge)
{
    /// <summary>Who signs a statement of who somebody is. GitHub signs nothing.</summary>
    public static TheoryData<string> Signers => ["Forge", "Google"];

    [Theory, MemberData(nameof(Signers))]
    public async Task The_honest_answer_signs_in(string provider)
    {
        forge.BeSomebodyNew();
        using var visitor = forge.Visit();
        Assert.Equal("/account/sessions", await ForgingPortal.SignInAsync(visitor, provider: provider));
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Theory, MemberData(nameof(Signers))]
    public async Task No_forged_token_signs_in(string provider)
    {
        var subject = forge.BeSomebodyNew();
        using var foreign = RSA.Create(2048);
        var forger = forge.Provider;
        var attacks = new Dictionary<string, Func<string, string>>
        {
            ["none"] = n => ForgingProvider.Forge(forge.Person(n, subject), "none"),
            ["None"] = n => ForgingProvider.Forge(forge.Person(n, subject), "None"),
            ["right header, empty signature"] = n => ForgingProvider.Forge(forge.Person(n, subject), "RS256"),
            ["HMAC with the client secret"] = n =>
                ForgingProvider.Forge(forge.Person(n, subject), "HS256", hmacKey: "forge-secret"u8.ToArray()),
            ["HMAC with the public key"] = n =>
                ForgingProvider.Forge(forge.Person(n, subject), "HS256", hmacKey: forger.PublicKeyPem),
            ["another key under the same kid"] = n => forger.Sign(forge.Person(n, subject), with: foreign),
            ["a logout token"] = n => forger.Sign(forge.Person(n, subject), "logout+jwt"),
            ["an access token"] = n => forger.Sign(forge.Person(n, subject), "at+jwt"),
            ["issuer without its slash"] = n => With(n, "iss", forger.Origin),
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
            forger.IdToken = make;
            using var visitor = forge.Visit();
            var next = await ForgingPortal.SignInAsync(visitor, provider: provider);
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
            return forger.Sign(claims);
        }
    }

    [Theory, MemberData(nameof(Signers))]
    public async Task Only_JSONs_true_is_verified(string provider)
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
            Assert.Equal("/sign-in/address", await ForgingPortal.SignInAsync(visitor, provider: provider));
        }
        forge.Provider.UserInfo.Remove("email_verified");
    }

    [Theory, MemberData(nameof(Signers))]
    public async Task Userinfo_of_somebody_else_is_thrown_away(string provider)
    {
        forge.BeSomebodyNew();
        forge.Provider.UserInfo["sub"] = "somebody-else";
        using var visitor = forge.Visit();
        Assert.Contains("outcome=", await ForgingPortal.SignInAsync(visitor, provider: provider));
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
}
