using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Account;

/// <summary>Redis dies between the change of an account and the end of its sessions: the end is saved with the change, and follows.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed class DurableEndTests(AccountPortal portal) : IDisposable
{
    private const string NewPassword = "staple battery horse";

    public void Dispose() => portal.Time.By = TimeSpan.Zero;

    [Fact]
    public async Task A_reset_password_ends_the_thiefs_session_when_Redis_is_back()
    {
        var person = await portal.NewPersonAsync();
        using var thief = await portal.SignedInAsync(person, portal.B.Url);
        using var visitor = new HttpVisitor(portal.A.Url);
        await visitor.PostAsync("/forgot-password", [new("Email", person.Email)]);
        await visitor.GetAsync(AccountPortal.LinkIn(await portal.MailAsync(person.Email)));
        RedisDies();
        using var reset = await visitor.PostAsync("/reset-password", [new("Password", NewPassword)]);

        Assert.Equal("/sign-in", reset.Headers.Location!.ToString());
        Assert.Contains("not signed out yet", await visitor.ReadAsync("/sign-in"), StringComparison.Ordinal);
        await AssertEndsLaterAsync(person, thief);
    }

    [Fact]
    public async Task A_changed_password_ends_the_thiefs_session_when_Redis_is_back_and_not_the_own()
    {
        var person = await portal.NewPersonAsync();
        using var thief = await portal.SignedInAsync(person, portal.B.Url);
        using var visitor = await portal.SignedInAsync(person);
        RedisDies();
        using var changed = await visitor.PostAsync(
            "/account/password",
            [new("Current", person.Password), new("New", NewPassword)]
        );

        Assert.Contains("not signed out yet", await visitor.ReadAsync("/account"), StringComparison.Ordinal);
        await AssertEndsLaterAsync(person, thief);
        Assert.True(await visitor.IsLetInAsync());
    }

    [Fact]
    public async Task A_changed_address_ends_the_thiefs_session_when_Redis_is_back()
    {
        var person = await portal.NewPersonAsync();
        using var thief = await portal.SignedInAsync(person, portal.B.Url);
        using var visitor = await portal.SignedInAsync(person);
        var address = AccountPortal.NewAddress();
        await visitor.PostAsync("/account/email", [new("Email", address)]);
        await visitor.GetAsync(AccountPortal.LinkIn(await portal.MailAsync(address)));
        RedisDies();
        using var changed = await visitor.PostAsync("/confirm-email", [], "/confirm-email?handler=confirm");

        Assert.Equal(person.Id, (await portal.FindAsync(address))!.Id);
        await AssertEndsLaterAsync(person, thief);
        Assert.True(await visitor.IsLetInAsync());
    }

    [Fact]
    public async Task A_password_that_is_refused_leaves_no_job_behind()
    {
        var person = await portal.NewPersonAsync();
        using var other = await portal.SignedInAsync(person, portal.B.Url);
        using var visitor = await portal.SignedInAsync(person);
        using var wrong = await visitor.PostAsync("/account/password", [new("Current", "no"), new("New", NewPassword)]);

        Assert.Empty(await JobsAsync(person));
        Assert.True(await other.IsLetInAsync());
    }

    private void RedisDies() => portal.Doors.BeforeEndAll(() => throw new TimeoutException("Redis died just now."));

    private async Task AssertEndsLaterAsync(Person person, HttpVisitor thief)
    {
        Assert.True(await thief.IsLetInAsync()); // Otherwise this test shows nothing.
        var job = Assert.Single(await JobsAsync(person));
        Assert.Equal((int)EndReason.PasswordChanged, job.Reason);
        portal.Time.By = TimeSpan.FromMinutes(1); // Nobody waits for the next look of the runner.
        await portal.B.Services.GetRequiredService<RevocationRunner>().RunAsync(job.Id, default);
        Assert.False(await thief.IsLetInAsync());
        Assert.NotNull(Assert.Single(await JobsAsync(person)).Finished);
    }

    private Task<List<RevocationJob>> JobsAsync(Person person) =>
        portal.A.AskDbAsync(db => db.Jobs.AsNoTracking().Where(j => j.UserId == person.Id).ToListAsync());
}
