using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;

namespace WebPortal.Tests.Hosting;

/// <summary>Somebody with an account of their own, so that a test may do with it what it likes.</summary>
public sealed record Person(string Id, string Email, string Password)
{
    /// <summary>Makes the account past the pages: faster, and it works whatever the pages ask for.</summary>
    public static async Task<Person> CreateAsync(PortalInstance portal, bool administrator = false)
    {
        ArgumentNullException.ThrowIfNull(portal);
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var name = $"p{Guid.NewGuid():N}";
        var password = $"tall-{Guid.NewGuid():N}-ship";
        var user = new PortalUser
        {
            UserName = $"{name}@people.example",
            Email = $"{name}@people.example",
            EmailConfirmed = true,
            DisplayName = name,
            Created = DateTimeOffset.UtcNow,
        };
        Assert.True((await users.CreateAsync(user, password)).Succeeded);
        if (administrator)
            Assert.True((await users.AddToRoleAsync(user, Security.Roles.Administrator)).Succeeded);
        return new Person(user.Id, user.Email, password);
    }

    public async Task<HttpVisitor> SignInAsync(PortalInstance portal)
    {
        ArgumentNullException.ThrowIfNull(portal);
        var visitor = new HttpVisitor(portal.Url);
        // A 503 says "try again", and on a busy machine it means it.
        for (var attempt = 0; attempt < 5 && visitor.Session is null; attempt++)
        {
            using var response = await visitor.SignInAsync(Email, Password);
            if (response.StatusCode != System.Net.HttpStatusCode.ServiceUnavailable)
                break;
        }
        Assert.NotNull(visitor.Session);
        return visitor;
    }
}
