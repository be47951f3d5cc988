using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Bench.Portal;

/// <summary>One of many who are signed in.</summary>
internal sealed record Visit(string UserId, string Id, string Cookie);

/// <summary>
/// Signs many people in past the pages, since ten thousand password hashes would take a quarter of an hour: each gets a session as the administrator's
/// own sign-in made it, with another person in the ticket.
/// </summary>
internal sealed class People(ReleasePortal portal, AuthenticationTicket pattern)
{
    private const int PerPerson = 2;
    private readonly RedisSessionStore _store = new(portal.Redis, Options.Create(new UserSessionOptions()));
    private readonly List<string> _ids = [];

    public static async Task<People> LikeAsync(ReleasePortal portal, HttpVisitor someone)
    {
        _ = SessionKey.TryParse(someone.Session, out var key);
        var bytes = await portal
            .Redis.GetDatabase()
            .HashGetAsync(new RedisSessionKeys("wp").Session(key.Reference), "ticket");
        return new People(portal, TicketSerializer.Default.Deserialize((byte[])bytes!)!);
    }

    public async Task<IReadOnlyList<Visit>> SignInAsync(int sessions)
    {
        while (_ids.Count < (sessions + PerPerson - 1) / PerPerson)
            _ids.Add(await AddPersonAsync(_ids.Count));
        var visits = new List<Visit>();
        foreach (var batch in Enumerable.Range(0, sessions).Chunk(500))
            visits.AddRange(await Task.WhenAll(batch.Select(i => SignInOneAsync(_ids[i / PerPerson]))));
        return visits;
    }

    public async Task<Visit> SignInOneAsync(string userId)
    {
        var key = SessionKey.Create(userId);
        var now = DateTimeOffset.UtcNow;
        var session = new UserSession(
            key.Reference.Id,
            userId,
            "Password",
            "pwd",
            now,
            "Firefox on Linux",
            "bench",
            "127.0.0.1",
            now,
            TimeSpan.FromHours(2),
            now.AddHours(12),
            Keep: false
        );
        await _store.CreateAsync(session, TicketOf(userId), new SessionEpoch("0", "0"), null);
        return new Visit(userId, key.Reference.Id, key.Reveal());
    }

    private byte[] TicketOf(string userId)
    {
        var own = pattern.Principal.FindFirstValue(PortalClaims.UserId);
        var claims = pattern
            .Principal.Claims.Where(c => c.Type != PortalClaims.Role)
            .Select(c => new Claim(c.Type, c.Value == own ? userId : c.Value));
        var identity = new ClaimsIdentity(claims, pattern.Principal.Identity!.AuthenticationType);
        return TicketSerializer.Default.Serialize(
            new AuthenticationTicket(new ClaimsPrincipal(identity), pattern.Properties, pattern.AuthenticationScheme)
        );
    }

    private Task<string> AddPersonAsync(int number) =>
        portal.Database.AskAsync<PortalDbContext, string>(async db =>
        {
            var name = $"person{number}@bench.example";
            var user = new PortalUser
            {
                UserName = name,
                NormalizedUserName = name.ToUpperInvariant(),
                Email = name,
                NormalizedEmail = name.ToUpperInvariant(),
                EmailConfirmed = true,
                SecurityStamp = Guid.NewGuid().ToString("N"),
                DisplayName = "Person",
                Created = DateTimeOffset.UtcNow,
            };
            db.Users.Add(user);
            await db.SaveChangesAsync();
            return user.Id;
        });
}
