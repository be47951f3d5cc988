using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace WebPortal.Security;

/// <summary>How much a stranger may make the server hold. The portal takes only small forms.</summary>
internal static class RequestLimits
{
    public const int BodyBytes = 64 * 1024;

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15); // A connection that dribbles its headers (slow loris).
    }
}
