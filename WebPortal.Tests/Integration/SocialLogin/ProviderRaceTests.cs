using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>What ends sessions or takes a login away wins over a sign-in by a provider that is under way, wherever it stands.</summary>
[Collection(OneForgeryAtATime.Name)]
public sealed class ProviderRaceTests(ForgingPortal forge)
{
    [Theory]
    // The epoch was read and the account looked at; the ledger has its row, and Redis not yet the session.
    [InlineData("session", "all", "outcome=Overtaken")]
    // A session may still be made under everybody's old count, and is dead from its first request on.
    [InlineData("session", "everybody", "/account/sessions")]
    [InlineData("session", "disabled", "outcome=Overtaken")]
    [InlineData("session", "unlinked", "outcome=Overtaken")]
    [InlineData("session", "told", "outcome=Overtaken")]
    // The login was found, and its account's epoch not yet read.
    [InlineData("epoch", "disabled", "outcome=Disabled")]
    [InlineData("epoch", "unlinked", "/sign-in/link")]
    [InlineData("epoch", "told", "outcome=EndedByProvider")]
    public async Task A_sign_in_does_not_survive(string where, string what, string next)
    {
        var subject = forge.BeSomebodyNew();
        using var first = forge.Visit();
        Assert.Equal("/account/sessions", await ForgingPortal.SignInAsync(first));
        var userId = await forge.ReadAsync(db =>
            db.UserLogins.Where(l => l.ProviderKey == subject).Select(l => l.UserId).SingleAsync()
        );
        if (where == "epoch")
            forge.Doors.BeforeEpoch(() => HappenAsync(what, userId, subject, first));
        else
            forge.Doors.BeforeSessionIsCreated(() => HappenAsync(what, userId, subject, first));

        using var visitor = forge.Visit();
        Assert.Contains(next, await ForgingPortal.SignInAsync(visitor), StringComparison.Ordinal);
        Assert.False(await visitor.IsSignedInAsync());
        Assert.False(await first.IsSignedInAsync());
    }

    [Fact]
    public async Task The_end_of_a_squatters_sessions_is_not_lost_when_Redis_dies_on_the_way()
    {
        var subject = forge.BeSomebodyNew();
        var squatter = await AddAccountAsync(subject + "@forge.example");
        using var inside = new HttpVisitor(forge.Portal.Url);
        await inside.SignInAsync(squatter.Email!, Password);
        Assert.True(await inside.IsLetInAsync());
        await ChangeAsync(squatter.Id, u => u.EmailConfirmed = false);

        forge.Doors.BeforeEndAll(() => throw new TimeoutException("Redis died just now."));
        using var owner = forge.Visit();
        Assert.Equal("/account/sessions", await ForgingPortal.SignInAsync(owner));
        Assert.True(await owner.IsSignedInAsync());
        Assert.NotEqual(
            squatter.Id,
            await forge.ReadAsync(db => db.Users.Where(u => u.Email == squatter.Email).Select(u => u.Id).SingleAsync())
        );
        Assert.True(await IsLiveAsync(inside)); // Otherwise this test shows nothing.

        var job = await forge.ReadAsync(db => db.Jobs.SingleAsync(j => j.UserId == squatter.Id));
        Assert.Equal((null, (int)EndReason.AccountDeleted), (job.Finished, job.Reason));
        // Nobody waits for the next look of the runner.
        await forge.ReadAsync(db =>
            db.Jobs.Where(j => j.Id == job.Id)
                .ExecuteUpdateAsync(j => j.SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null))
        );
        await forge.Portal.Services.GetRequiredService<RevocationRunner>().RunAsync(job.Id, default);
        Assert.False(await IsLiveAsync(inside));
        Assert.True(await owner.IsSignedInAsync());
    }

    private const string Password = "quiet harbour 71 lamps";

    private async Task<bool> IsLiveAsync(HttpVisitor visitor)
    {
        Assert.True(SessionKey.TryParse(visitor.Session, out var key));
        var store = forge.Portal.Services.GetRequiredService<ISessionStore>();
        return (await store.AreLiveAsync([key.Reference])).Single();
    }

    private async Task HappenAsync(string what, string userId, string subject, SocialVisitor owner)
    {
        var sessions = forge.Portal.Services.GetRequiredService<UserSessions>();
        switch (what)
        {
            case "all":
                await sessions.EndAllAsync(userId, EndReason.AllEnded, null);
                break;
            case "everybody":
                await sessions.EndEverybodyAsync(userId, "An exercise", null);
                break;
            case "disabled":
                await ChangeAsync(userId, u => u.Disabled = DateTimeOffset.UtcNow);
                await sessions.EndAllAsync(userId, EndReason.AccountDisabled, null);
                break;
            case "unlinked":
                await ChangeAsync(userId, u => u.PasswordHash = "another way in");
                using (
                    var unlinked = await owner.Portal.PostAsync(
                        "/account/connections",
                        [new("provider", "Forge"), new("key", subject)],
                        "/account/connections?handler=Unlink"
                    )
                )
                    Assert.Contains(
                        "outcome=Unlinked",
                        unlinked.Headers.Location!.ToString(),
                        StringComparison.Ordinal
                    );
                break;
            default:
                await BackChannelLogoutTests.SendAsync(forge, forge.Provider.LogoutClaims(subject, null));
                break;
        }
    }

    private async Task<PortalUser> AddAccountAsync(string email)
    {
        await using var scope = forge.Portal.Services.CreateAsyncScope();
        var user = new PortalUser
        {
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            DisplayName = "Squatter",
            Created = DateTimeOffset.UtcNow,
        };
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        Assert.True((await users.CreateAsync(user, Password)).Succeeded);
        return user;
    }

    private async Task ChangeAsync(string userId, Action<PortalUser> change)
    {
        await using var scope = forge.Portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByIdAsync(userId))!;
        change(user);
        Assert.True((await users.UpdateAsync(user)).Succeeded);
    }
}
