using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WebPortal.Data;

/// <summary>
/// The administrators' list is "live (or ended), filtered, last seen first". Each filter that can stand alone has an index that ends in that
/// order, one over live rows and one over ended rows: a row is in one of the two only, and a first page never sorts (LedgerPlanTests).
/// </summary>
internal sealed class SessionEntryConfiguration : IEntityTypeConfiguration<SessionEntry>
{
    // Both databases read the brackets.
    private const string Live = "[Ended] IS NULL";
    private const string Over = "[Ended] IS NOT NULL";

    public void Configure(EntityTypeBuilder<SessionEntry> session)
    {
        session.ToTable("SessionLedger");
        session.Property(s => s.Id).HasMaxLength(22).IsUnicode(false);
        session.Property(s => s.Provider).HasMaxLength(64);
        session.Property(s => s.ProviderSubject).HasMaxLength(255);
        session.Property(s => s.ProviderSessionId).HasMaxLength(255);
        session.Property(s => s.Amr).HasMaxLength(64);
        session.Property(s => s.Device).HasMaxLength(64);
        session.Property(s => s.UserAgent).HasMaxLength(400);
        session.Property(s => s.Address).HasMaxLength(45).IsUnicode(false);
        session.Property(s => s.AddressKey).HasMaxLength(32).IsUnicode(false);
        session.Property(s => s.EndedBy).HasMaxLength(450);
        session.Property(s => s.EndWords).HasMaxLength(400);
        session.HasOne(s => s.User).WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);

        // One person has few rows: alive at most Sessions:MaxPerUser.
        session.HasIndex(s => new
        {
            s.UserId,
            s.LastSeen,
            s.Id,
        });
        foreach (var (name, filter) in new[] { ("Live", Live), ("Ended", Over) })
        {
            ListIndex(session, name, filter);
            ListIndex(session, name, filter, nameof(SessionEntry.Provider));
            ListIndex(session, name, filter, nameof(SessionEntry.Device));
            ListIndex(session, name, filter, nameof(SessionEntry.AddressKey));
        }
        // What a provider's logout token names, and when a login was last used.
        session.HasIndex(s => new { s.Provider, s.ProviderSubject });
        session.HasIndex(s => new { s.Provider, s.ProviderSessionId });
        session.HasIndex(s => s.Due, "IX_SessionLedger_Live_Due").HasFilter(Live); // LedgerUpkeep
        session.HasIndex(s => s.Id, "IX_SessionLedger_Live_Id").HasFilter(Live); // LedgerUpkeep's sweep
        session.HasIndex(s => s.UserId, "IX_SessionLedger_Live_UserId").HasFilter(Live); // "People now" of the overview
        session.HasIndex(s => s.Ended, "IX_SessionLedger_Ended_Ended").HasFilter(Over); // Retention
    }

    private static void ListIndex(
        EntityTypeBuilder<SessionEntry> session,
        string name,
        string filter,
        params string[] first
    ) =>
        session
            .HasIndex(
                [.. first, nameof(SessionEntry.LastSeen), nameof(SessionEntry.Id)],
                string.Join('_', ["IX_SessionLedger", name, .. first, "LastSeen"])
            )
            .HasFilter(filter);
}
