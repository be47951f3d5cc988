using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>Live sessions of many people who came by GitHub, made past the pages; the first so many of them have ended without the ledger's knowledge.</summary>
internal static class ManySessions
{
    public static async Task AddAsync(PortalInstance portal, int count, int gone)
    {
        var store = portal.Services.GetRequiredService<ISessionStore>();
        var ledger = portal.Services.GetRequiredService<ISessionLedger>();
        var person = await portal.AddPersonAsync();
        var others = new List<PortalUser> { person };
        while (others.Count < (count + 14) / 15)
            others.Add(
                new PortalUser
                {
                    Id = Guid.NewGuid().ToString(),
                    UserName = $"x{others.Count}",
                    NormalizedUserName = $"X{others.Count}",
                }
            );
        await portal.AskDbAsync(db =>
        {
            db.Users.AddRange(others.Skip(1));
            return db.SaveChangesAsync();
        });
        var now = DateTimeOffset.UtcNow.AddSeconds(-5);
        var all = Enumerable
            .Range(0, count)
            .Select(i => new UserSession(
                Guid.NewGuid().ToString("N")[..22],
                others[i / 15].Id,
                "GitHub",
                "fed",
                now,
                "curl",
                "",
                "192.0.2.1",
                now,
                TimeSpan.FromHours(1),
                now.AddHours(2),
                false
            ))
            .ToList();
        await portal.AskDbAsync(db =>
        {
            db.Sessions.AddRange(
                all.Select(s => new SessionEntry
                {
                    Id = s.Id,
                    UserId = s.UserId,
                    Provider = s.Provider,
                    Amr = s.Amr,
                    Device = s.Device,
                    UserAgent = "",
                    Address = s.Address,
                    Started = now,
                    LastSeen = now,
                    IdleLimit = 3600,
                    Ends = s.Ends,
                    Due = now.AddHours(1),
                })
            );
            return db.SaveChangesAsync();
        });
        await Task.WhenAll(all.Select(s => store.CreateAsync(s, [1], new SessionEpoch("0", "0"), null)));
        await Task.WhenAll(
            all.Take(gone)
                .Select(s => store.EndAsync(s.Reference, new SessionEnd(EndReason.SignedOut, now), known: true))
        );
    }
}
