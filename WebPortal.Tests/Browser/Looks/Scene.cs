using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Mail;
using WebPortal.Tests.Browser.Account;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Browser.Looks;

/// <summary>People, sessions and work that the pages show.</summary>
internal sealed class Scene(PortalFixture portal)
{
    public PortalUser Person { get; private set; } = null!;

    public PortalUser Boss { get; private set; } = null!;

    /// <summary>Of the person, alive.</summary>
    public string Live { get; private set; } = "";

    /// <summary>Of the person, revoked.</summary>
    public string Over { get; private set; } = "";

    public string JobId { get; } = Guid.NewGuid().ToString("N")[..22];

    public PortalInstance Portal => portal.A;

    public static async Task<Scene> SetAsync(PortalFixture portal)
    {
        var scene = new Scene(portal);
        scene.Person = await AccountPeople.FindAsync(portal, await AccountPeople.NewAsync(portal));
        scene.Boss = await portal.A.AddPersonAsync(administrator: true);
        using var live = portal.A.VisitorWith(await portal.A.MakeSessionAsync(scene.Person));
        using var over = portal.B.VisitorWith(await portal.B.MakeSessionAsync(scene.Person, provider: "Google"));
        (scene.Live, scene.Over) = (live.SessionId(), over.SessionId());
        using var other = portal.B.VisitorWith(await portal.B.MakeSessionAsync(scene.Boss, administrator: true));
        await other.RevokeAsync(scene.Over, "Phone stolen in Łódź");
        var job = new RevocationJob
        {
            Id = scene.JobId,
            Scope = RevocationScope.Filter,
            Title = "signed in by GitHub, live, last 7 days",
            Filter = "?by=GitHub&age=week",
            Words = "GitHub organisation token leaked",
            ActorId = scene.Boss.Id,
            Created = DateTimeOffset.UtcNow,
            Total = 1284,
            Ended = 612,
            Owner = "test",
            LeaseUntil = DateTimeOffset.UtcNow.AddHours(1),
        };
        await portal.A.AskDbAsync(db =>
        {
            db.Jobs.Add(job);
            return db.SaveChangesAsync();
        });
        return scene;
    }

    /// <summary>The newest mail to somebody, once it is there.</summary>
    public async Task<KeptLetter> MailAsync(string to, string subject)
    {
        var mailbox = Portal.Services.GetRequiredService<Mailbox>();
        for (var i = 0; i < 500; i++)
        {
            if (mailbox.All.FirstOrDefault(l => l.Letter.To == to && l.Letter.Subject.Contains(subject)) is { } found)
                return found;
            await Task.Delay(10);
        }
        throw new InvalidOperationException($"No mail “{subject}”.");
    }
}
