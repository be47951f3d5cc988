using Microsoft.Extensions.Options;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Ledger;

internal static class LedgerModule
{
    /// <summary>The ledger of sessions, its upkeep, work on many sessions at once, and the record of events.</summary>
    public static void AddLedger(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LedgerOptions>().BindConfiguration(LedgerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LedgerOptions>, LedgerOptionsValidation>();
        services.AddSingleton<SqlSessionLedger>();
        services.AddSingleton<ISessionLedger>(p => p.GetRequiredService<SqlSessionLedger>());
        services.AddSingleton<LiveSessionsGauge>();
        services.AddSingleton<LedgerUpkeep>().AddHostedService(p => p.GetRequiredService<LedgerUpkeep>());
        services.AddSingleton<Retention>().AddHostedService(p => p.GetRequiredService<Retention>());
        services.AddSingleton<RevocationRunner>().AddHostedService(p => p.GetRequiredService<RevocationRunner>());
        services.AddScoped<RevocationJobs>();
        services.AddScoped<EverybodyClosing>();
        services.AddScoped<SessionSearch>();
        services.AddScoped<EventSearch>();
        services.AddScoped<AuditLog>();
    }
}
