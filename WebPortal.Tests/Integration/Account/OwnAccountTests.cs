using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Admin;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Account;

/// <summary>What people do to their own accounts, while something else happens to them.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed class OwnAccountTests(AccountPortal portal) : IDisposable
{
    public void Dispose() => portal.Time.By = TimeSpan.Zero;

    [Fact]
    public async Task Deleting_while_the_profile_is_saved_leaves_no_row_and_no_fault()
    {
        for (var round = 0; round < 5; round++)
        {
            var person = await portal.NewPersonAsync();
            using var visitor = await portal.SignedInAsync(person);
            var token = await TokenAsync(visitor, "/account");
            var saves = Enumerable
                .Range(0, 6)
                .Select(i => SendAsync(visitor, "/account", token, ("Name", $"Name {i}")))
                .ToList();
            using var deleted = await SendAsync(visitor, "/account/delete", token, ("Sure", "true"));
            var codes = (await Task.WhenAll(saves)).Select(r => r.StatusCode);

            Assert.DoesNotContain(HttpStatusCode.InternalServerError, codes);
            Assert.Equal("/", deleted.Headers.Location!.ToString());
            Assert.Null(await portal.FindAsync(person.Email));
            Assert.Single(await EventsAsync(person.Id), e => e.Kind == AuditKinds.Deleted);
        }
    }

    [Fact]
    public async Task A_deleted_account_leaves_its_address_nowhere()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        using var deleted = await visitor.PostAsync("/account/delete", [new("Sure", "true")]);
        var jobs = await portal.A.AskDbAsync(db => db.Jobs.Where(j => j.UserId == person.Id).ToListAsync());
        Assert.DoesNotContain(jobs, j => j.Title.Contains(person.Email, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Saving_the_same_name_again_is_no_event()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        for (var i = 0; i < 3; i++)
            await visitor.PostAsync("/account", [new("Name", "The same")]);
        Assert.Single(await EventsAsync(person.Id), e => e.Kind == AuditKinds.ProfileChanged);
    }

    [Fact]
    public async Task All_events_are_in_the_export_however_many()
    {
        var person = await portal.NewPersonAsync();
        await portal.A.AskDbAsync(db =>
        {
            for (var i = 0; i < 2500; i++)
                db.Events.Add(
                    new AuditEvent
                    {
                        At = DateTimeOffset.UtcNow.AddDays(-1),
                        Kind = AuditKinds.ProfileChanged,
                        SubjectId = person.Id,
                        Detail = $"n{i}",
                    }
                );
            return db.SaveChangesAsync();
        });
        using var visitor = await portal.SignedInAsync(person);
        using var export = await visitor.PostAsync("/account", [], "/account/export");
        Assert.Null(export.Content.Headers.ContentLength); // Written as it is read.
        using var json = JsonDocument.Parse(await export.Content.ReadAsStringAsync());
        var details = json
            .RootElement.GetProperty("events")
            .EnumerateArray()
            .Select(e => e.GetProperty("detail").GetString());
        Assert.Equal(2500, details.Distinct().Count(d => d!.StartsWith('n')));
    }

    [Fact]
    public async Task Ending_other_sessions_needs_a_recent_proof_and_signing_out_does_not()
    {
        var person = await portal.NewPersonAsync();
        using var other = await portal.SignedInAsync(person);
        using var visitor = await portal.SignedInAsync(person);
        portal.Time.By = TimeSpan.FromMinutes(16);
        foreach (var path in new[] { "/account/sessions", "/account/sessions?handler=others" })
        {
            using var blocked = await visitor.PostAsync("/account/sessions", [new("session", other.SessionId())], path);
            Assert.StartsWith("/prove", blocked.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
        Assert.True(await other.IsLetInAsync());
        using var left = await visitor.PostAsync("/account/sessions", [], "/sign-out");
        Assert.Null(visitor.Session);
    }

    [Fact]
    public async Task A_link_in_a_mail_is_no_proof_of_the_password()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        var address = AccountPortal.NewAddress();
        await visitor.PostAsync("/account/email", [new("Email", address)]);
        await visitor.GetAsync(AccountPortal.LinkIn(await portal.MailAsync(address)));
        var before = await portal.A.EntryAsync(visitor.SessionId());
        portal.Time.By = TimeSpan.FromMinutes(16);
        await visitor.PostAsync("/confirm-email", [], "/confirm-email?handler=confirm");

        var after = await portal.A.EntryAsync(visitor.SessionId());
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal(before.AuthTime, after.AuthTime);
        using var blocked = await visitor.PostAsync("/account/delete", [new("Sure", "true")]);
        Assert.StartsWith("/prove", blocked.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private Task<List<AuditEvent>> EventsAsync(string userId) =>
        portal.A.AskDbAsync(db => db.Events.Where(e => e.SubjectId == userId).ToListAsync());

    internal static async Task<string> TokenAsync(HttpVisitor visitor, string page) =>
        HttpVisitor.TokenIn(await visitor.ReadAsync(page));

    internal static Task<HttpResponseMessage> SendAsync(
        HttpVisitor visitor,
        string path,
        string token,
        (string Name, string Value) field
    ) =>
        visitor.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent([
                    new(field.Name, field.Value),
                    new("__RequestVerificationToken", token),
                ]),
            }
        );
}

/// <summary>On a database of their own: these count administrators.</summary>
public sealed class LastAdministratorsLeaveTests
{
    [Fact]
    public async Task Two_last_administrators_who_delete_themselves_at_once_leave_one()
    {
        await using var own = await OwnPortal.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = (await own.Portal.AddPersonAsync(true), await own.Portal.AddPersonAsync(true));
            // Nobody else may be left to be one.
            await own.Portal.AskDbAsync(db =>
                db.Users.Where(u => u.Id != one.Id && u.Id != two.Id)
                    .ExecuteUpdateAsync(s => s.SetProperty(u => u.Disabled, DateTimeOffset.UtcNow))
            );
            using var first = await own.Portal.SignedInAsync(one);
            using var second = await own.Portal.SignedInAsync(two);
            var visits = new[] { first, second };
            var tokens = await Task.WhenAll(visits.Select(v => OwnAccountTests.TokenAsync(v, "/account/delete")));
            await Task.WhenAll(
                visits.Zip(tokens, (v, t) => OwnAccountTests.SendAsync(v, "/account/delete", t, ("Sure", "true")))
            );

            var able = await own.Portal.AskDbAsync(db =>
                PersonChange
                    .Administrators(db)
                    .Where(id => db.Users.Any(u => u.Id == id && u.Disabled == null))
                    .CountAsync()
            );
            Assert.Equal(1, able);
        }
    }
}
