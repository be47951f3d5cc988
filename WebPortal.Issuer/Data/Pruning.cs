using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;

namespace WebPortal.Issuer.Data;

/// <summary>Once an hour, takes out what has ended a day ago. Young entries stay: a replay can only be recognised while they are there.</summary>
internal sealed class Pruning(IServiceScopeFactory scopes, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await PruneAsync(stoppingToken);
    }

    private async Task PruneAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(1);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, ct);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(before, ct);
        var db = scope.ServiceProvider.GetRequiredService<IssuerDbContext>();
        await db
            .FaceGrants.Where(g => g.CodeExpiresAt < before && (g.TokenExpiresAt == null || g.TokenExpiresAt < before))
            .ExecuteDeleteAsync(ct);
        var ended = db.Sessions.Where(s => s.ExpiresAt < before || s.EndedAt < before);
        await db.SessionClients.Where(c => ended.Any(s => s.Sid == c.Sid)).ExecuteDeleteAsync(ct);
        await ended.ExecuteDeleteAsync(ct);
    }
}
