using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>What a provider says beside who somebody is: when and how that was proven, and whose address it is.</summary>
[Collection(OneForgeryAtATime.Name)]
public sealed class ProviderWordTests(ForgingPortal forge)
{
    [Fact]
    public async Task A_provider_without_discovery_is_described_by_settings_alone_and_its_word_on_addresses_can_be_doubted()
    {
        const string section = "Authentication:OpenIdConnect:Hand";
        var origin = forge.Provider.Origin;
        await using var portal = forge.Open(
            "by hand",
            new Dictionary<string, string?>
            {
                [section + ":ClientId"] = ForgingProvider.ClientId,
                [section + ":DisplayName"] = "By hand",
                [section + ":Issuer"] = origin + "/",
                [section + ":AuthorizationEndpoint"] = origin + "/authorize",
                [section + ":TokenEndpoint"] = origin + "/token",
                [section + ":JwksUri"] = origin + "/keys",
                [section + ":Scopes:0"] = "openid",
                [section + ":Scopes:1"] = "email",
                [section + ":SkipUserInfo"] = "true",
                [section + ":DistrustEmail"] = "true",
            }
        );
        forge.BeSomebodyNew();
        using var visitor = new SocialVisitor(portal.Url, origin);
        Assert.Contains("Continue with By hand", await visitor.ReadAsync("/sign-in"), StringComparison.Ordinal);
        var start = await visitor.StartAsync("Hand");
        Assert.StartsWith(origin + "/authorize?", start, StringComparison.Ordinal);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(start).Query);
        Assert.Equal("openid email", query["scope"].ToString());
        var (_, _, callback) = await visitor.GoAsync(HttpMethod.Get, start, null);
        Assert.Contains("/signin-oidc/hand?", callback, StringComparison.Ordinal);
        using var answer = await visitor.ReturnAsync(callback!);
        // Its email_verified is true, and not believed.
        Assert.Equal("/sign-in/address", answer.Headers.Location?.ToString());
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
