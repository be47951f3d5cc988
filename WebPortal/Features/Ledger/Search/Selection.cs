using WebPortal.Data;

namespace WebPortal.Features.Ledger;

/// <param name="Before">What indexes answer.</param>
/// <param name="Test">What is tested row by row.</param>
/// <param name="Walks">There is something to test.</param>
internal sealed record Selection(
    IQueryable<SessionEntry> Before,
    Func<IQueryable<SessionEntry>, IQueryable<SessionEntry>> Test,
    bool Walks
)
{
    public IQueryable<SessionEntry> Rows => Test(Before);
}
