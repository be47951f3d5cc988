using System.Diagnostics;
using System.Globalization;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Admin;

/// <summary>Ends what was asked for and says in words what came of it. Redis failures pass through: then nothing is reported as done.</summary>
internal sealed class Revocations(UserSessions sessions, RevocationJobs jobs, AuditLog audit, PortalDbContext db)
{
    public async Task<string> OneAsync(SessionRow row, string by, string why)
    {
        var clock = Stopwatch.StartNew();
        var prior = await sessions.EndAsync(row.Entry.UserId, row.Entry.Id, EndReason.Revoked, by, why);
        var took = clock.Elapsed;
        if (prior is not null)
            return await AlreadyAsync(row.Entry.Id, prior.End, by);
        await audit.WriteAsync(AuditKinds.SessionEnded, by, row.Entry.UserId, row.Entry.Id, why);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"This session of {row.Person}, {row.Entry.Device}, has ended on every instance, in {took.TotalMilliseconds:0.0} ms."
        );
    }

    public async Task<string> TickedAsync(IReadOnlyList<SessionRow> rows, string by, string why)
    {
        var priors = await sessions.EndManyAsync(
            [.. rows.Select(r => (r.Entry.UserId, r.Entry.Id))],
            EndReason.Revoked,
            by,
            why
        );
        var gone = priors.Count(p => p is not null);
        var ended = rows.Count - gone;
        var people = rows.Select(r => r.Person).Distinct(StringComparer.Ordinal).Take(4).ToArray();
        await audit.WriteAsync(
            AuditKinds.SessionsEnded,
            by,
            subjectId: rows.Select(r => r.Entry.UserId).Distinct(StringComparer.Ordinal).Count() == 1
                ? rows[0].Entry.UserId
                : null,
            detail: $"{why} [ticked, of {string.Join(", ", people)}{(people.Length == 4 ? " …" : "")}: {ended} ended, {gone} already gone]"
        );
        return $"{RevokeQuestions.Sessions(ended)} ended" + (gone > 0 ? $", {gone} had ended already." : ".");
    }

    public Task<RevocationJob> MatchingAsync(SessionFilter filter, int count, string by, string why, string own) =>
        jobs.EndMatchingAsync(filter, count, by, why, own);

    public async Task<string> EverybodyAsync(string by, string why, SessionReference own)
    {
        await sessions.EndEverybodyAsync(by, why, own);
        await audit.WriteAsync(AuditKinds.EverybodyEnded, by, detail: why);
        return "Everybody but you is signed out. The list follows.";
    }

    /// <summary>"Already ended by … at …": somebody was faster.</summary>
    public async Task<string> AlreadyAsync(string id, SessionEnd? end, string by)
    {
        end ??= await db.Sessions.FindAsync(id) is { Ended: { } at, EndReason: { } reason } entry
            ? new SessionEnd((EndReason)reason, at, entry.EndedBy)
            : null;
        if (end is null)
            return "Already ended.";
        var names = await PersonNames.ReadAsync(db, [end.By], by);
        var time = end.At.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return $"Already ended by {names.Actor(end.By)} at {time}.";
    }
}
