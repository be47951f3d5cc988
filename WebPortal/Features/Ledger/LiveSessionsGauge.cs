using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

/// <summary>
/// Live sessions as the ledger counts them. A scrape reads the last count: the ledger's upkeep makes a new one each time, and only when
/// somebody listens.
/// </summary>
internal sealed class LiveSessionsGauge
{
    private readonly ObservableGauge<long> _gauge;
    private long _count = -1;

    public LiveSessionsGauge(IMeterFactory factory) =>
        _gauge = factory
            .Create(SessionMetrics.Name)
            .CreateObservableGauge("webportal.sessions.live", Observe, "{session}", "Sessions alive, by the ledger.");

    public async Task CountAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        if (_gauge.Enabled)
            Interlocked.Exchange(ref _count, await db.Sessions.LongCountAsync(s => s.Ended == null, cancellationToken));
    }

    // Nothing until it was counted once: a zero would be an alarm.
    private IEnumerable<Measurement<long>> Observe() =>
        Interlocked.Read(ref _count) is >= 0 and var count ? [new Measurement<long>(count)] : [];
}
