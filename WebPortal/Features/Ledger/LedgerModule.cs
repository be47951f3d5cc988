using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

internal static class LedgerModule
{
    /// <summary>The ledger of sessions, and the record of events.</summary>
    public static void AddLedger(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SqlSessionLedger>();
        builder.Services.AddSingleton<ISessionLedger>(p => p.GetRequiredService<SqlSessionLedger>());
        builder.Services.AddHostedService<LedgerUpkeep>();
        builder.Services.AddScoped<AuditLog>();
    }
}
