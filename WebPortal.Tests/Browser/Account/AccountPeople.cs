using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Browser.Account;

internal static class AccountPeople
{
    public const string Password = "grumpy otters on a ferry";

    /// <summary>A person with a confirmed address; the password is <see cref="Password"/>.</summary>
    public static async Task<string> NewAsync(PortalFixture portal)
    {
        await using var scope = portal.A.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var email = $"w{Guid.NewGuid():N}"[..12] + "@example.net";
        var user = new PortalUser
        {
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            DisplayName = "Ada Obi",
            Created = DateTimeOffset.UtcNow,
        };
        Assert.True((await users.CreateAsync(user, Password)).Succeeded);
        return email;
    }

    public static async Task<PortalUser> FindAsync(PortalFixture portal, string email)
    {
        await using var scope = portal.A.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(email))!;
    }

    /// <summary>Rows of /account/sessions: the live ones and what ended in sight.</summary>
    public static ILocator SessionRows(this BrowserVisitor visitor) =>
        visitor.Page.Locator("tbody[data-region=live] tr");

    public static async Task SignInHereAsync(BrowserVisitor visitor, string email)
    {
        await visitor.Page.GetByLabel("E-mail").FillAsync(email);
        await visitor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await visitor
            .Page.Locator("main")
            .GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();
    }
}
