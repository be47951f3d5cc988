using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Sessions;
using WebPortal.Security;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>People of a test's own, and what an administrator does to them.</summary>
internal static class AdminScene
{
    public const string Password = "correct-horse-battery-7";

    /// <summary>A new person with a random address; an administrator when asked for.</summary>
    public static async Task<PortalUser> AddPersonAsync(this PortalInstance portal, bool administrator = false)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var email = $"p{Guid.NewGuid():N}@test.example";
        var user = new PortalUser
        {
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            Created = DateTimeOffset.UtcNow,
        };
        Assert.True((await users.CreateAsync(user, Password)).Succeeded);
        if (administrator)
            Assert.True((await users.AddToRoleAsync(user, Roles.Administrator)).Succeeded);
        return user;
    }

    public static async Task<HttpVisitor> SignedInAsync(this PortalInstance portal, PortalUser user)
    {
        var visitor = new HttpVisitor(portal.Url);
        using var response = await visitor.SignInAsync(user.Email!, Password);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return visitor;
    }

    /// <summary>A new administrator, signed in.</summary>
    public static async Task<HttpVisitor> AdministratorAsync(this PortalInstance portal) =>
        await portal.SignedInAsync(await portal.AddPersonAsync(administrator: true));

    public static string SessionId(this HttpVisitor visitor) =>
        SessionKey.TryParse(visitor.Session, out var key) ? key.Reference.Id : "";

    public static async Task<bool> IsLetInAsync(this HttpVisitor visitor)
    {
        using var response = await visitor.GetAsync("/account/sessions");
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Signed in, but not an administrator.</summary>
    public static bool IsRefused(this HttpResponseMessage response) => response.StatusCode == HttpStatusCode.Forbidden;

    public static async Task<string> ReadAsync(this HttpVisitor visitor, string path)
    {
        using var response = await visitor.GetAsync(path);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Posts, follows the redirect and gives the page that says what came of it.</summary>
    public static async Task<string> DoAsync(
        this HttpVisitor visitor,
        string page,
        params (string Name, string Value)[] fields
    )
    {
        using var response = await visitor.PostAsync(page, fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        if (response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther)
            return await visitor.ReadAsync(response.Headers.Location!.ToString());
        return $"{(int)response.StatusCode} " + WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    public static Task<string> RevokeAsync(this HttpVisitor admin, string id, string why = "Laptop lost") =>
        admin.DoAsync("/admin/sessions", ("revoke", id), ("why", why));

    public static IReadOnlyList<string> RowIds(string html) =>
        [.. Regex.Matches(html, "<tr id=\"s-([^\"]{22})\"").Select(m => m.Groups[1].Value)];

    public static async Task<T> AskDbAsync<T>(this PortalInstance portal, Func<PortalDbContext, Task<T>> ask)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<PortalDbContext>());
    }

    public static Task<SessionEntry> EntryAsync(this PortalInstance portal, string id) =>
        portal.AskDbAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.Id == id));
}
