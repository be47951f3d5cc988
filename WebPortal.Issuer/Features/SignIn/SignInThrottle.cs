using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace WebPortal.Issuer.Features.SignIn;

/// <summary>
/// Slows guessing down: wrong passwords are counted per account and per network address, in this process only (this is
/// a demo issuer with one instance). A right password is never counted, so nobody is slowed by signing in often.
/// </summary>
internal sealed class SignInThrottle : IDisposable
{
    private readonly PartitionedRateLimiter<string> _accounts = Limiter(5);
    private readonly PartitionedRateLimiter<string> _addresses = Limiter(30);

    public bool MustWait(string login, IPAddress? from) => !Free(_addresses, Key(from)) || !Free(_accounts, Key(login));

    public void CountWrong(string login, IPAddress? from)
    {
        _accounts.AttemptAcquire(Key(login)).Dispose();
        _addresses.AttemptAcquire(Key(from)).Dispose();
    }

    public void Dispose()
    {
        _accounts.Dispose();
        _addresses.Dispose();
    }

    // Zero permits: asks without taking one.
    private static bool Free(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key, 0);
        return lease.IsAcquired;
    }

    private static string Key(string login) => login.Trim()[..Math.Min(256, login.Trim().Length)].ToUpperInvariant();

    // The first 64 bits of an IPv6 address are what one subscriber has.
    private static string Key(IPAddress? from) =>
        from switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } => from.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(from.GetAddressBytes().AsSpan(0, 8)),
            _ => from.ToString(),
        };

    private static PartitionedRateLimiter<string> Limiter(int aMinute) =>
        PartitionedRateLimiter.Create<string, string>(
            key =>
                RateLimitPartition.GetSlidingWindowLimiter(
                    key,
                    _ => new SlidingWindowRateLimiterOptions
                    {
                        PermitLimit = aMinute,
                        Window = TimeSpan.FromMinutes(1),
                        SegmentsPerWindow = 6,
                    }
                ),
            StringComparer.Ordinal
        );
}
