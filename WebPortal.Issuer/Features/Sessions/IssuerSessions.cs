using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.Sessions;

/// <summary>The person and the session behind a request.</summary>
internal sealed record SignedIn(Person Person, IssuerSession Session);

/// <summary>Starts, finds and joins the issuer's own sessions. How they end stands in <see cref="SessionEnding"/>.</summary>
internal sealed class IssuerSessions(
    IssuerDbContext db,
    SessionEnding ending,
    TimeProvider clock,
    IOptions<IssuerOptions> options
)
{
    public static SignedIn? Current(HttpContext context) => context.Features.Get<SignedIn>();

    public async Task<SignedIn?> FindLiveAsync(string sid, string key, CancellationToken ct)
    {
        var session = await LiveAsync(sid, ct);
        if (session is null || !RandomValue.Matches(key, session.KeyHash))
            return null;
        var person = await db
            .People.AsNoTracking()
            .SingleOrDefaultAsync(p => p.Subject == session.Subject && !p.Disabled, ct);
        return person is null ? null : new SignedIn(person, session);
    }

    public Task<IssuerSession?> LiveAsync(string sid, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db
            .Sessions.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Sid == sid && s.EndedAt == null && s.ExpiresAt > now, ct);
    }

    public Task<List<IssuerSession>> LiveOfAsync(string subject, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db
            .Sessions.AsNoTracking()
            .Where(s => s.Subject == subject && s.EndedAt == null && s.ExpiresAt > now)
            .OrderByDescending(s => s.StartedAt)
            .ToListAsync(ct);
    }

    /// <summary>
    /// Signs the person in on this browser. The cookie's secret is new each time, so a planted or copied older cookie
    /// is dead; the same person's session keeps its sid, so that clients that know it are not signed out by a re-authentication.
    /// </summary>
    public async Task StartAsync(HttpContext context, Person person, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = Current(context)?.Session;
        if (before is not null && before.Subject != person.Subject)
            await ending.EndAsync(before.Sid, ct);
        var key = RandomValue.Create();
        var session =
            before?.Subject == person.Subject ? await db.Sessions.SingleAsync(s => s.Sid == before.Sid, ct) : null;
        session ??= db.Sessions.Add(New(person, now)).Entity;
        session.KeyHash = RandomValue.Hash(key);
        session.AuthTime = now;
        session.UserAgent = context.Request.Headers.UserAgent.ToString() is { Length: > 200 } agent
            ? agent[..200]
            : context.Request.Headers.UserAgent.ToString();
        await db.SaveChangesAsync(ct);
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            SessionCookie.Of(session, key),
            new AuthenticationProperties { IsPersistent = false }
        );
    }

    public async Task JoinAsync(SessionClient client, CancellationToken ct)
    {
        db.SessionClients.Add(client);
        await db.SaveChangesAsync(ct);
    }

    private IssuerSession New(Person person, DateTimeOffset now) =>
        new()
        {
            Sid = RandomValue.Create(),
            KeyHash = "",
            Subject = person.Subject,
            StartedAt = now,
            AuthTime = now,
            ExpiresAt = now + options.Value.SessionLifetime,
        };
}
