using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;
using WebPortal.Data;

namespace WebPortal.Observability;

internal sealed class RedisHealth(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        try
        {
            // A replica that answers decides no session.
            await redis.GetDatabase().PingAsync(CommandFlags.DemandMaster).WaitAsync(ct);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(e.GetType().Name);
        }
    }
}

internal sealed class DatabaseHealth(IServiceScopeFactory scopes) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        return await db.Database.CanConnectAsync(ct) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
    }
}

/// <summary>Without a usable key no form can be sent: the keys are there, and this instance can read them.</summary>
internal sealed class KeysHealth(IDataProtectionProvider provider) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        try
        {
            var protector = provider.CreateProtector("health");
            protector.Unprotect(protector.Protect([1]));
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (Exception e) when (e is CryptographicException or InvalidOperationException)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy(e.GetType().Name));
        }
    }
}
