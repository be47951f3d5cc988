using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>Revoke one, ticked and all matching, over two instances.</summary>
public sealed class RevokeTests(PortalFixture portal)
{
    [Fact]
    public async Task One_session_ends_with_its_reason_and_the_others_go_on()
    {
        var person = await portal.A.AddPersonAsync();
        using var lost = await portal.A.SignedInAsync(person);
        using var other = await portal.A.SignedInAsync(person);
        using var admin = await portal.B.AdministratorAsync();

        Assert.Contains(
            "has ended on every instance, in",
            await admin.RevokeAsync(lost.SessionId()),
            StringComparison.Ordinal
        );

        Assert.False(await lost.At(portal.A.Url).IsLetInAsync());
        Assert.False(await lost.At(portal.B.Url).IsLetInAsync());
        Assert.True(await other.IsLetInAsync());
        var entry = await portal.A.EntryAsync(lost.SessionId());
        Assert.Equal(((int)EndReason.Revoked, "Laptop lost"), (entry.EndReason, entry.EndWords));
        var page = await admin.ReadAsync("/admin/sessions/" + lost.SessionId());
        Assert.Contains("Revoked, by you.", page, StringComparison.Ordinal);
        Assert.Contains("Laptop lost", page, StringComparison.Ordinal);
        Assert.Contains("Gecko/20100101", page, StringComparison.Ordinal);
        var events = await portal.A.AskDbAsync(db =>
            db.Events.Where(e => e.SessionId == lost.SessionId() && e.Kind == AuditKinds.SessionEnded).ToListAsync()
        );
        Assert.Equal("Laptop lost", Assert.Single(events).Detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Without_a_reason_nothing_ends_and_nothing_is_lost(string why)
    {
        using var user = await portal.A.SignedInAsync(await portal.A.AddPersonAsync());
        using var admin = await portal.A.AdministratorAsync();
        var page = await admin.RevokeAsync(user.SessionId(), why);
        Assert.StartsWith("200 ", page, StringComparison.Ordinal);
        Assert.Contains("Say why.", page, StringComparison.Ordinal);
        Assert.Contains(user.SessionId(), page, StringComparison.Ordinal);
        Assert.Contains(
            "At most 400",
            await admin.RevokeAsync(user.SessionId(), new string('w', 401)),
            StringComparison.Ordinal
        );
        Assert.True(await user.IsLetInAsync());
    }

    [Fact]
    public async Task Of_two_administrators_at_once_one_ends_it_and_the_other_reads_who_did()
    {
        using var user = await portal.A.SignedInAsync(await portal.A.AddPersonAsync());
        using var first = await portal.A.AdministratorAsync();
        using var second = await portal.B.AdministratorAsync();
        var id = user.SessionId();

        var both = await Task.WhenAll(first.RevokeAsync(id, "one"), second.RevokeAsync(id, "two"));

        Assert.Single(both, page => page.Contains("has ended on every instance", StringComparison.Ordinal));
        var late = Assert.Single(both, page => page.Contains("Already ended by", StringComparison.Ordinal));
        Assert.Matches("Already ended by p[0-9a-f]{32}@test.example at [0-9:]{8} UTC", late);
        Assert.Single(
            await portal.A.AskDbAsync(db =>
                db.Events.Where(e => e.SessionId == id && e.Kind == AuditKinds.SessionEnded).ToListAsync()
            )
        );
        Assert.Contains(
            "Already ended by you at",
            await first.RevokeAsync(id) + await second.RevokeAsync(id),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_own_row_offers_sign_out_only_and_a_forged_revoke_of_it_does_nothing()
    {
        var person = await portal.A.AddPersonAsync(administrator: true);
        using var admin = await portal.A.SignedInAsync(person);
        var row = (await admin.ReadAsync("/admin/sessions?q=" + person.Email))
            .Split("<tr id=\"s-" + admin.SessionId())[1]
            .Split("</tr>")[0];
        Assert.Contains("This browser", row, StringComparison.Ordinal);
        Assert.DoesNotContain("checkbox", row, StringComparison.Ordinal);
        Assert.DoesNotContain("Revoke", row, StringComparison.Ordinal);
        Assert.Contains("Use Sign out", await admin.RevokeAsync(admin.SessionId()), StringComparison.Ordinal);
        await admin.DoAsync("/admin/sessions", ("revoke", "ticked"), ("session", admin.SessionId()), ("why", "x"));
        await admin.DoAsync("/admin/sessions?q=" + person.Email, ("revoke", "all"), ("count", "1"), ("why", "x"));
        Assert.True(await admin.IsLetInAsync());
    }

    [Fact]
    public async Task Ticked_ones_end_together_with_one_event()
    {
        var person = await portal.A.AddPersonAsync();
        using var one = await portal.A.SignedInAsync(person);
        using var two = await portal.A.SignedInAsync(person);
        using var three = await portal.A.SignedInAsync(person);
        using var admin = await portal.A.AdministratorAsync();

        var asked = await admin.ReadAsync(
            $"/admin/sessions?revoke=ticked&session={one.SessionId()}&session={two.SessionId()}"
        );
        Assert.Contains("Revoke 2 sessions?", asked, StringComparison.Ordinal);
        var done = await admin.DoAsync(
            "/admin/sessions",
            ("revoke", "ticked"),
            ("session", one.SessionId()),
            ("session", two.SessionId()),
            ("why", "Both stolen")
        );

        Assert.Contains("2 sessions ended.", done, StringComparison.Ordinal);
        Assert.False(await one.IsLetInAsync() || await two.IsLetInAsync());
        Assert.True(await three.IsLetInAsync());
        Assert.Single(
            await portal.A.AskDbAsync(db =>
                db.Events.Where(e => e.SubjectId == person.Id && e.Kind == AuditKinds.SessionsEnded).ToListAsync()
            )
        );
    }

    [Fact]
    public async Task This_page_without_script_ticks_on_the_server()
    {
        var person = await portal.A.AddPersonAsync();
        using var one = await portal.A.SignedInAsync(person);
        using var two = await portal.A.SignedInAsync(person);
        using var admin = await portal.A.AdministratorAsync();
        var asked = await admin.ReadAsync($"/admin/sessions?q={person.Email}&page=on&revoke=ticked");
        Assert.Contains("Revoke 2 sessions?", asked, StringComparison.Ordinal);
        Assert.Contains($"name=\"session\" value=\"{one.SessionId()}\"", asked, StringComparison.Ordinal);
        Assert.Contains($"name=\"session\" value=\"{two.SessionId()}\"", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_matching_asks_for_the_count_ends_exactly_those_and_leaves_one_event_with_the_filter()
    {
        var person = await portal.A.AddPersonAsync();
        var visitors = new List<HttpVisitor>();
        for (var i = 0; i < 4; i++)
            visitors.Add(await portal.A.SignedInAsync(person));
        using var bystander = await portal.A.SignedInAsync(await portal.A.AddPersonAsync());
        using var admin = await portal.B.AdministratorAsync();
        var list = $"/admin/sessions?q={person.Email}&by=Password&age=week";
        Assert.Contains("Revoke all 4 matching", await admin.ReadAsync(list), StringComparison.Ordinal);

        var wrong = await admin.DoAsync(list, ("revoke", "all"), ("count", "21"), ("why", "Leak"));
        Assert.Contains("21 is not the number of sessions. Type 4.", wrong, StringComparison.Ordinal);
        Assert.True(await visitors[0].IsLetInAsync());

        var done = await admin.DoAsync(list, ("revoke", "all"), ("count", "4"), ("why", "Leak"));
        Assert.Contains("4 sessions ended. Nothing is left.", done, StringComparison.Ordinal);
        foreach (var visitor in visitors)
        {
            Assert.False(await visitor.IsLetInAsync());
            Assert.Equal("Leak", (await portal.A.EntryAsync(visitor.SessionId())).EndWords);
            visitor.Dispose();
        }
        Assert.True(await bystander.IsLetInAsync());
        var events = await portal.A.AskDbAsync(db =>
            db.Events.Where(e => e.Kind == AuditKinds.SessionsEnded && e.Detail.Contains(person.Email!)).ToListAsync()
        );
        Assert.Contains(
            "signed in by Password, live, last 7 days: 4 ended, 0 already gone",
            Assert.Single(events).Detail,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/admin/sessions?ip=nonsense")]
    [InlineData("/admin/sessions?state=ended")]
    public async Task A_filter_that_is_not_understood_or_of_ended_ones_never_becomes_all(string list)
    {
        using var user = await portal.A.SignedInAsync(await portal.A.AddPersonAsync());
        using var admin = await portal.A.AdministratorAsync();
        await admin.DoAsync(list, ("revoke", "all"), ("count", "1"), ("why", "x"));
        Assert.True(await user.IsLetInAsync());
        Assert.DoesNotContain("name=\"revoke\" value=\"all\"", await admin.ReadAsync(list), StringComparison.Ordinal);
    }
}
