using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace WebPortal.Observability;

internal static class ObservabilityModule
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void AddObservability(this WebApplicationBuilder builder)
    {
        builder.AddTelemetry();
        builder
            .Services.AddHealthChecks()
            .AddCheck<RedisHealth>("redis", timeout: Patience)
            .AddCheck<DatabaseHealth>("database", timeout: Patience)
            .AddCheck<KeysHealth>("keys", timeout: Patience);
    }

    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: Redis, the database and the data-protection keys do too. One word each, since
    /// strangers read it too; the log says which one failed. Before authentication, so that a probe never costs a session lookup.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false })
            .AllowAnonymous()
            .ShortCircuit();
        app.MapHealthChecks("/health/ready").AllowAnonymous().ShortCircuit();
    }
}
