using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace WebPortal.Features.Lab.Tokens;

/// <summary>
/// Pages that sign, verify and make keys on request: so many in a minute for one network address on one instance, then 429. Nothing of it is kept
/// in Redis: it guards this process's own processor.
/// </summary>
internal sealed class BusyVisitors(IOptions<LabOptions> options) : IAuthorizationFilter, IOrderedFilter, IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, UInt128>(
        context =>
            RateLimitPartition.GetSlidingWindowLimiter(
                Network(context.Connection.RemoteIpAddress),
                _ => new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = options.Value.WorkPerVisitor,
                    Window = Window,
                    SegmentsPerWindow = 6,
                }
            )
    );

    /// <summary>Before the form is read (<see cref="BoundedFormAttribute"/>): what is refused costs nothing.</summary>
    public int Order => 800;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        using var lease = _limiter.AttemptAcquire(context.HttpContext);
        if (lease.IsAcquired)
            return;
        context.HttpContext.Response.Headers.RetryAfter = "10";
        context.Result = new StatusCodeResult(StatusCodes.Status429TooManyRequests);
    }

    public void Dispose() => _limiter.Dispose();

    // All of an IPv4 address, the first 64 bits of an IPv6 one: what one subscriber has.
    private static UInt128 Network(IPAddress? address)
    {
        var bytes = (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.GetAddressBytes() ?? [];
        var network = UInt128.Zero;
        foreach (var one in bytes.Take(8))
            network = network << 8 | one;
        return network;
    }
}
