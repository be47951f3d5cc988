using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace WebPortal.Observability;

internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Meter and activity source of the features.
    private const string Portal = "WebPortal";

    /// <summary>
    /// Traces and metrics go out by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; otherwise nobody listens, and instruments cost nothing. The
    /// other OTEL_ settings are the SDK's own. Queries are redacted by the instrumentation, as they may hold a mail's token; never turn that off.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[Endpoint]))
            return;
        if (!Uri.TryCreate(builder.Configuration[Endpoint], UriKind.Absolute, out _))
            throw new StartException($"{Endpoint} must be an address, such as http://otel-collector:4317.");
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(
                        Portal,
                        "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Server.Kestrel",
                        "System.Runtime"
                    )
                    .AddOtlpExporter()
            )
            .WithTracing(traces =>
                traces
                    .AddSource(Portal)
                    // A stream is one span of an hour, and a probe none of interest.
                    .AddAspNetCoreInstrumentation(o =>
                        o.Filter = context =>
                            !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                            && !context.Request.Path.StartsWithSegments("/live", StringComparison.Ordinal)
                    )
                    .AddOtlpExporter()
            );
    }
}
