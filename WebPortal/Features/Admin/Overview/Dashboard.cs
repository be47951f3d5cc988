using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;
using WebPortal.Data;
using WebPortal.Features.Ledger;

namespace WebPortal.Features.Admin;

/// <param name="AsOf">When it was counted.</param>
/// <param name="Sessions">Live by the ledger, which may be a minute behind.</param>
/// <param name="People">With a live session.</param>
/// <param name="Hours">The last 24, newest first.</param>
internal sealed record Figures(
    DateTimeOffset AsOf,
    BoundedCount Sessions,
    BoundedCount People,
    IReadOnlyList<HourFigures> Hours
);

/// <param name="From">Its beginning.</param>
/// <param name="SignedIn">Sign-ins.</param>
/// <param name="Refused">Failed and throttled sign-ins.</param>
internal sealed record HourFigures(DateTimeOffset From, int SignedIn, int Refused);

/// <summary>
/// The figures of the start page. They may be stale or lost, so they are kept in the distributed cache for some seconds: however many
/// administrators look, they are counted once.
/// </summary>
internal sealed class Dashboard(PortalDbContext db, IDistributedCache cache, TimeProvider time)
{
    private const int Countable = 100_000;
    private const string Key = "admin:figures:2";
    private static readonly string[] Refusals = [AuditKinds.SignInFailed, AuditKinds.SignInThrottled];
    private static readonly DistributedCacheEntryOptions Life = new()
    {
        AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(15),
    };

    /// <summary>Null when they cannot be read.</summary>
    public async Task<Figures?> ReadAsync(CancellationToken ct)
    {
        try
        {
            if (await cache.GetAsync(Key, ct) is { } kept && JsonSerializer.Deserialize<Figures>(kept) is { } figures)
                return figures;
            figures = await CountAsync(ct);
            await cache.SetAsync(Key, JsonSerializer.SerializeToUtf8Bytes(figures), Life, ct);
            return figures;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or DbException)
        {
            return null;
        }
    }

    // Along an index, and no further than an administrator cares: a million people take a third of a second.
    private static async Task<BoundedCount> CountAsync(IQueryable<string> ids, CancellationToken ct)
    {
        var counted = await ids.Take(Countable + 1).CountAsync(ct);
        return new BoundedCount(Math.Min(counted, Countable), counted <= Countable);
    }

    private async Task<Figures> CountAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var live = db.Sessions.Where(s => s.Ended == null);
        var hours = new List<HourFigures>();
        for (var i = 0; i < 24; i++)
        {
            var from = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(-i);
            var until = from.AddHours(1);
            var events = db.Events.Where(e => e.At >= from && e.At < until);
            hours.Add(
                new HourFigures(
                    from,
                    await events.CountAsync(e => e.Kind == AuditKinds.SignedIn, ct),
                    await events.CountAsync(e => Refusals.Contains(e.Kind), ct)
                )
            );
        }
        return new Figures(
            now,
            await CountAsync(live.Select(s => s.Id), ct),
            await CountAsync(live.Select(s => s.UserId).Distinct(), ct),
            hours
        );
    }
}
