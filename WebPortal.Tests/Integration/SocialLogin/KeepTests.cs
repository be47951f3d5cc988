using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>"Keep me signed in" goes with the person to the provider and back, whichever way the sign-in then takes.</summary>
public sealed class KeepTests(SocialFixture social)
{
    private const string Password = "quiet harbour 71 lamps";

    public static MatrixTheoryData<string, bool> Ways => new(["Google", "GitHub", "Issuer"], [true, false]);

    [Theory, MemberData(nameof(Ways))]
    public async Task The_cookie_outlives_the_browser_only_when_that_was_asked_for(string provider, bool keep)
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        var callback = await visitor.AnswerAsync(await visitor.StartAsync(provider, keep: keep), person);
        using var response = await visitor.ReturnAsync(callback);
        Assert.Equal(keep, IsPersistent(response));
        Assert.True(await visitor.IsSignedInAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_waits_with_an_identity_that_must_be_linked_first(bool keep)
    {
        var account = await social.AddAccountAsync($"kept-{Guid.NewGuid():N}@example.com", Password);
        using var visitor = social.Visit();
        var google = await social.AddPersonAsync(account.Email);
        using (var waits = await ArriveAsync(visitor, "Google", google, keep))
            Assert.Equal("/sign-in/link", waits.Headers.Location?.ToString());
        using var linked = await visitor.Portal.PostAsync("/sign-in/link", [new("Password", Password)]);
        Assert.Equal(keep, IsPersistent(linked));

        // And with one that is proven by the other provider.
        using var again = social.Visit();
        using (var waits = await ArriveAsync(again, "GitHub", google, keep))
            Assert.Equal("/sign-in/link", waits.Headers.Location?.ToString());
        var page = await again.ReadAsync("/sign-in/link");
        Assert.Equal(keep, page.Contains("name=\"keep\" value=\"true\"", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> ArriveAsync(
        SocialVisitor visitor,
        string provider,
        IssuerPerson person,
        bool keep
    ) => await visitor.ReturnAsync(await visitor.AnswerAsync(await visitor.StartAsync(provider, keep: keep), person));

    private static bool IsPersistent(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var cookie = response
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("__Host-session=", StringComparison.Ordinal));
        return cookie.Contains("expires=", StringComparison.OrdinalIgnoreCase)
            || cookie.Contains("max-age=", StringComparison.OrdinalIgnoreCase);
    }
}
