using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration;

/// <summary>The main job, end to end over HTTP: one signs in, an administrator ends the session, and it is over on both instances.</summary>
public sealed class RevocationTests(PortalFixture portal)
{
    [Fact]
    public async Task An_administrator_ends_a_session_and_both_instances_refuse_its_next_request()
    {
        using var user = new HttpVisitor(portal.A.Url);
        using var admin = new HttpVisitor(portal.B.Url);
        await SignInAsync(user, "user@example.com");
        await SignInAsync(admin, "admin@example.com");
        using var userAtB = user.At(portal.B.Url);
        Assert.Equal(HttpStatusCode.OK, (await userAtB.GetAsync("/account/sessions")).StatusCode);

        var id = Features.Sessions.SessionKey.TryParse(user.Session, out var key) ? key.Reference.Id : "";
        using var revoked = await admin.PostAsync(
            "/admin/sessions",
            [new("revoke", id), new("why", "Laptop reported lost")]
        );
        Assert.Equal(HttpStatusCode.Redirect, revoked.StatusCode);

        foreach (var visitor in new[] { user, userAtB })
        {
            using var refused = await visitor.GetAsync("/account/sessions");
            Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
            Assert.Contains(
                "/sign-in?returnUrl=%2Faccount%2Fsessions",
                refused.Headers.Location!.ToString(),
                StringComparison.Ordinal
            );
            using var signIn = await visitor.GetAsync("/sign-in");
            Assert.Contains("Laptop reported lost", await signIn.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private async Task SignInAsync(HttpVisitor visitor, string email)
    {
        using var response = await visitor.SignInAsync(email, portal.A.DemoPasswords[email]);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.NotNull(visitor.Session);
    }
}
