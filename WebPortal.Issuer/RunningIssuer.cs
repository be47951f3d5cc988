using WebPortal.Issuer.Clients;
using WebPortal.Issuer.Features.Sessions;
using WebPortal.Issuer.Keys;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer;

/// <summary>What the process that embeds an issuer may ask of it directly. From another process the same is under <c>/operations</c>.</summary>
public sealed class RunningIssuer(WebApplication issuer)
{
    /// <summary>Scheme, host and port, without a slash. With port 0 it is known after the start.</summary>
    public string Origin => issuer.Services.GetRequiredService<IssuerAddress>().Origin;

    /// <summary>The secret of a confidential client; made now when there is none yet, so it may be asked before the start.</summary>
    public string ClientSecret(string clientId) => issuer.Services.GetRequiredService<ClientSecrets>().Of(clientId);

    /// <summary>A new key signs; the one before stays published until <see cref="RetireOldKeys"/>.</summary>
    /// <returns>The new <c>kid</c>.</returns>
    public string RotateSigningKey(string algorithm = "RS256") =>
        issuer.Services.GetRequiredService<KeyRing>().Rotate(algorithm);

    /// <returns>The <c>kid</c> of each key that is no longer accepted.</returns>
    public IReadOnlyList<string> RetireOldKeys() => issuer.Services.GetRequiredService<KeyRing>().RetireOld();

    public Task<bool> EndSessionAsync(string sid) => EndAsync(ending => ending.EndAsync(sid, CancellationToken.None));

    /// <returns>How many sessions ended.</returns>
    public Task<int> EndPersonAsync(string subject) =>
        EndAsync(ending => ending.EndPersonAsync(subject, CancellationToken.None));

    /// <returns>How many sessions ended.</returns>
    public Task<int> DisablePersonAsync(string subject) =>
        EndAsync(ending => ending.DisableAsync(subject, CancellationToken.None));

    private async Task<T> EndAsync<T>(Func<SessionEnding, Task<T>> end)
    {
        await using var scope = issuer.Services.CreateAsyncScope();
        return await end(scope.ServiceProvider.GetRequiredService<SessionEnding>());
    }
}
