using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Admin;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>Roles, disable and enable: at once, on every instance, and never the last administrator.</summary>
public sealed class PeopleTests(PortalFixture portal)
{
    [Fact]
    public async Task Disabling_ends_all_sessions_on_both_instances_and_refuses_sign_in_until_enabled()
    {
        var person = await portal.A.AddPersonAsync();
        using var user = await portal.A.SignedInAsync(person);
        using var admin = await portal.B.AdministratorAsync();

        var done = await DoAsync(admin, person, "disable", "Left the company");
        Assert.Contains("can sign in no more. 1 session ended.", done, StringComparison.Ordinal);
        Assert.Contains("Disabled", done, StringComparison.Ordinal);
        Assert.False(await user.At(portal.A.Url).IsLetInAsync());
        Assert.False(await user.At(portal.B.Url).IsLetInAsync());
        Assert.Equal((int)EndReason.AccountDisabled, (await portal.A.EntryAsync(user.SessionId())).EndReason);
        using (var again = new HttpVisitor(portal.A.Url))
        {
            await again.SignInAsync(person.Email!, AdminScene.Password);
            Assert.Null(again.Session);
        }

        Assert.Contains("can sign in again", await DoAsync(admin, person, "enable"), StringComparison.Ordinal);
        using var back = await portal.A.SignedInAsync(person);
        Assert.True(await back.IsLetInAsync());
        var events = await portal.A.AskDbAsync(db => db.Events.Where(e => e.SubjectId == person.Id).ToListAsync());
        Assert.Single(events, e => e.Kind == AuditKinds.Disabled && e.Detail == "Left the company");
        Assert.Single(events, e => e.Kind == AuditKinds.Enabled);
    }

    // Invariant 5 of the session core, by this page: the epoch is read before the account is.
    [Fact]
    public async Task Disabling_wins_over_a_sign_in_that_has_checked_the_password_already()
    {
        var person = await portal.A.AddPersonAsync();
        var store = portal.A.Services.GetRequiredService<ISessionStore>();
        var epoch = await store.GetEpochAsync(person.Id);
        using var admin = await portal.B.AdministratorAsync();
        await DoAsync(admin, person, "disable");

        var now = DateTimeOffset.UtcNow;
        var session = new UserSession(
            Guid.NewGuid().ToString("N")[..22],
            person.Id,
            "Password",
            "pwd",
            now,
            "",
            "",
            "",
            now,
            TimeSpan.FromHours(1),
            now.AddHours(2),
            false
        );
        var creation = await store.CreateAsync(session, [1], epoch, null);
        Assert.Equal(RefusalReason.Overtaken, creation.Refused);
    }

    [Fact]
    public async Task A_new_role_and_its_loss_count_from_the_next_request_on()
    {
        var person = await portal.A.AddPersonAsync();
        using var before = await portal.A.SignedInAsync(person);
        using var admin = await portal.B.AdministratorAsync();

        Assert.Contains(
            "is an administrator from the next sign-in on",
            await DoAsync(admin, person, "promote"),
            StringComparison.Ordinal
        );
        Assert.False(await before.IsLetInAsync());
        Assert.Equal((int)EndReason.RoleChanged, (await portal.A.EntryAsync(before.SessionId())).EndReason);
        using var promoted = await portal.A.SignedInAsync(person);
        using (var page = await promoted.GetAsync("/admin/people"))
            Assert.Equal(System.Net.HttpStatusCode.OK, page.StatusCode);

        Assert.Contains(
            "is no longer an administrator",
            await DoAsync(admin, person, "demote"),
            StringComparison.Ordinal
        );
        foreach (var url in new[] { portal.A.Url, portal.B.Url })
        {
            using var page = await promoted.At(url).GetAsync("/admin/people");
            Assert.Equal(System.Net.HttpStatusCode.Redirect, page.StatusCode);
        }
        using var demoted = await portal.A.SignedInAsync(person);
        using (var page = await demoted.GetAsync("/admin/people"))
            Assert.True(page.IsRefused(), $"{page.StatusCode}");
    }

    [Theory]
    [InlineData("disable", "cannot disable your own")]
    [InlineData("demote", "cannot take the role from yourself")]
    public async Task Nobody_does_it_to_themselves(string ask, string words)
    {
        var person = await portal.A.AddPersonAsync(administrator: true);
        using var admin = await portal.A.SignedInAsync(person);
        Assert.Contains(words, await DoAsync(admin, person, ask), StringComparison.Ordinal);
        Assert.True(await admin.IsLetInAsync());
    }

    [Fact]
    public async Task Sign_out_everywhere_leaves_the_own_browser_when_it_is_the_own_account()
    {
        var person = await portal.A.AddPersonAsync(administrator: true);
        using var admin = await portal.A.SignedInAsync(person);
        using var other = await portal.A.SignedInAsync(person);
        Assert.Contains("1 session ended", await DoAsync(admin, person, "sign-out"), StringComparison.Ordinal);
        Assert.True(await admin.IsLetInAsync());
        Assert.False(await other.IsLetInAsync());
        Assert.Single(
            await portal.A.AskDbAsync(db =>
                db.Events.Where(e => e.SubjectId == person.Id && e.Kind == AuditKinds.SessionsEnded).ToListAsync()
            )
        );
    }

    // A save of the whole account that was read before would write the old value back.
    [Theory]
    [InlineData("disable")]
    [InlineData("enable")]
    public async Task A_save_of_the_account_that_was_under_way_does_not_undo_it(string ask)
    {
        var person = await portal.A.AddPersonAsync();
        using var admin = await portal.B.AdministratorAsync();
        if (ask == "enable")
            await DoAsync(admin, person, "disable");
        await using var scope = portal.A.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var read = (await users.FindByIdAsync(person.Id))!;

        await DoAsync(admin, person, ask);
        read.DisplayName = "Somebody else";
        var saved = await users.UpdateAsync(read);

        Assert.Contains(saved.Errors, e => e.Code == nameof(IdentityErrorDescriber.ConcurrencyFailure));
        var now = await portal.A.AskDbAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.Id == person.Id));
        Assert.Equal(ask == "disable", now.Disabled is not null);
    }

    [Fact]
    public async Task Found_by_a_part_of_the_address_and_paged()
    {
        var person = await portal.A.AddPersonAsync();
        using var admin = await portal.A.AdministratorAsync();
        Assert.Contains(
            person.Email!,
            await admin.ReadAsync("/admin/people?q=" + person.Email![3..20]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Nobody matches.",
            await admin.ReadAsync("/admin/people?q=nobody-at-all"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "/admin/people/" + person.Id,
            await admin.ReadAsync("/admin/people?show=administrators&q=" + person.Email),
            StringComparison.Ordinal
        );
    }

    private static Task<string> DoAsync(HttpVisitor admin, PortalUser person, string ask, string why = "Because") =>
        admin.DoAsync($"/admin/people/{person.Id}", ("ask", ask), ("why", why));
}
