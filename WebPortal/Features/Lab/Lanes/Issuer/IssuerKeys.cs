using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using StackExchange.Redis;
using WebPortal.Features.Lab.Lanes.Client;

namespace WebPortal.Features.Lab.Lanes.Issuer;

/// <summary>
/// The issuer's published keys, as every instance knows them: fetched when first needed, when a token names an unknown one, and when a rotation is
/// announced. The framework's own cache keeps a retired key for hours, and a race would then measure that cache.
/// </summary>
internal sealed partial class IssuerKeys(
    LabHttp http,
    IConnectionMultiplexer redis,
    IOptions<LabOptions> options,
    TimeProvider time,
    ILogger<IssuerKeys> logger
) : IHostedService, IDisposable
{
    private static readonly RedisChannel Changed = RedisChannel.Literal("lab:keys");
    private readonly SemaphoreSlim _one = new(1);
    private volatile IReadOnlyList<SecurityKey> _keys = [];
    private long? _asked;

    public IEnumerable<SecurityKey> Find(string? kid) => _keys.Where(k => k.KeyId == kid);

    /// <summary>
    /// Before a token is checked: fetches the keys when this one's is unknown, at most once a second, whatever comes of it. Attack: tokens that name
    /// keys which nobody has, each of which would make the server ask the issuer.
    /// </summary>
    public async Task KnowAsync(string token, CancellationToken ct)
    {
        if (!token.StartsWith("eyJ", StringComparison.Ordinal) || token.Length > 16 * 1024)
            return;
        try
        {
            if (Find(new JsonWebToken(token).Kid).Any())
                return;
        }
        catch (ArgumentException)
        {
            return; // Not a token; the check says so.
        }
        await FetchAsync(unlessWithin: TimeSpan.FromSeconds(1), ct);
    }

    /// <summary>Every instance fetches the keys now.</summary>
    public async Task AnnounceAsync(CancellationToken ct)
    {
        await FetchAsync(TimeSpan.Zero, ct);
        await redis.GetSubscriber().PublishAsync(Changed, "changed");
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(Changed, (_, _) => _ = FetchQuietlyAsync());
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.NotSubscribed(logger, e); // The multiplexer keeps trying; until then an unknown kid still fetches.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _one.Dispose();

    private async Task FetchAsync(TimeSpan unlessWithin, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_asked is { } asked && time.GetElapsedTime(asked) < unlessWithin)
                return;
            _asked = time.GetTimestamp();
            var address = new Uri(new Uri(options.Value.Issuer.Issuer), ".well-known/jwks");
            var keys = new JsonWebKeySet(await http.Client.GetStringAsync(address, ct));
            _keys = [.. keys.GetSigningKeys()];
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task FetchQuietlyAsync()
    {
        try
        {
            await FetchAsync(TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Log.NotFetched(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Cannot subscribe to key rotations.")]
        public static partial void NotSubscribed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The issuer's keys could not be fetched.")]
        public static partial void NotFetched(ILogger logger, Exception exception);
    }
}
