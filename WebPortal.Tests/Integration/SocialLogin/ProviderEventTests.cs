using System.Net;
using Microsoft.EntityFrameworkCore;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>The real issuer tells the real portal, over HTTP: it signs in at A, and hears at B.</summary>
public sealed class ProviderEventTests(SocialFixture social)
{
    [Fact]
    public async Task Ending_the_issuers_session_ends_the_portals()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Issuer", person);
        using var other = social.Visit();
        await other.SignInAsync("Issuer", person);
        var sid = await social.ReadAsync(db =>
            db.Sessions.Where(s => s.ProviderSubject == person.Subject)
                .OrderBy(s => s.Started)
                .Select(s => s.ProviderSessionId)
                .FirstAsync()
        );
        Assert.True(await social.Issuer.EndSessionAsync(sid!));
        await UntilAsync(async () => !await visitor.IsSignedInAsync());
        Assert.True(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Googles_sessions_revoked_ends_what_came_in_by_Google_and_nothing_else()
    {
        var person = await social.AddPersonAsync();
        using var google = social.Visit();
        await google.SignInAsync("Google", person);
        var stranger = await social.AddPersonAsync();
        using var other = social.Visit();
        await other.SignInAsync("Google", stranger);
        await social.Issuer.DisablePersonAsync(person.Subject);
        await UntilAsync(async () => !await google.IsSignedInAsync());
        Assert.True(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task A_security_event_that_nobody_signed_is_refused()
    {
        using var http = new HttpClient { BaseAddress = social.A.Url };
        foreach (var body in new[] { "", "x.y.z", "eyJhbGciOiJub25lIn0.e30.", new string('x', 20_000) })
        {
            using var content = new StringContent(body, null, "application/secevent+jwt");
            using var response = await http.PostAsync("/risc/google", content);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task Signing_out_at_the_provider_too_goes_there_with_the_right_hint_and_comes_back()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Issuer", person);
        Assert.Contains("Sign out here and at Local issuer", await visitor.ReadAsync("/account/connections"));
        using var out1 = await visitor.Portal.PostAsync("/account/connections", [], "/sign-out/with-provider");
        Assert.Equal(HttpStatusCode.Redirect, out1.StatusCode);
        Assert.False(await visitor.IsSignedInAsync());
        var (_, _, back) = await visitor.GoAsync(HttpMethod.Get, out1.Headers.Location!.ToString(), null);
        Assert.Contains("/signout-callback-oidc/issuer", back);
        using var home = await visitor.Portal.GetAsync(new Uri(back!).PathAndQuery);
        Assert.Equal("/", home.Headers.Location?.ToString());
        // There is nobody at the issuer any more: it asks for the password.
        var (_, html, _) = await visitor.GoAsync(HttpMethod.Get, await visitor.StartAsync("Issuer"), null);
        Assert.Contains("current-password", html);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 200, "It did not happen within ten seconds.");
            await Task.Delay(50);
        }
    }
}
