using System.Security.Claims;

namespace WebPortal.Features.Sessions;

/// <summary>Limits of sessions. The defaults are justified in docs/sessions.md (ASVS 5.0 7.1.1).</summary>
internal sealed class UserSessionOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Sessions";

    /// <summary>Name of the cookie. <c>__Host-</c> makes the browser refuse it without Secure, with a Domain or with another Path.</summary>
    public string CookieName { get; set; } = "__Host-session";

    /// <summary>First part of every Redis key and of the pub/sub channel.</summary>
    public string KeyPrefix { get; set; } = "wp";

    /// <summary>Claim that holds the user id.</summary>
    public string UserIdClaimType { get; set; } = ClaimTypes.NameIdentifier;

    /// <summary>A session unused for this long ends.</summary>
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromHours(2);

    /// <summary>A session ends this long after its start, whatever happens.</summary>
    public TimeSpan AbsoluteLimit { get; set; } = TimeSpan.FromHours(12);

    /// <summary><see cref="IdleLimit"/> when "Keep me signed in" was ticked.</summary>
    public TimeSpan KeepIdleLimit { get; set; } = TimeSpan.FromDays(7);

    /// <summary><see cref="AbsoluteLimit"/> when "Keep me signed in" was ticked.</summary>
    public TimeSpan KeepAbsoluteLimit { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Last seen is written at most this often (never less often than a quarter of the idle limit).</summary>
    public TimeSpan TouchInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Live sessions a user may have; the oldest is ended beyond it.</summary>
    public int MaxPerUser { get; set; } = 20;

    /// <summary>For how long an ended session can still say why it ended.</summary>
    public TimeSpan RememberEnd { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often open streams re-check their session by themselves, should pub/sub be cut.</summary>
    public TimeSpan StreamCheckInterval { get; set; } = TimeSpan.FromMilliseconds(700);

    /// <summary>
    /// Replicas that must hold an end before it counts as done (Redis's WAIT); 0: none is waited for. A failover can then not bring the session back, if
    /// it chooses one of them. Not on a Redis Cluster. An end costs a replication round trip more.
    /// </summary>
    public int WaitForReplicas { get; set; }

    public bool IsValid(out string? why)
    {
        why =
            IdleLimit <= TimeSpan.Zero || IdleLimit > AbsoluteLimit
                ? "Sessions:IdleLimit must be positive and at most Sessions:AbsoluteLimit."
            : KeepIdleLimit <= TimeSpan.Zero || KeepIdleLimit > KeepAbsoluteLimit
                ? "Sessions:KeepIdleLimit must be positive and at most Sessions:KeepAbsoluteLimit."
            : KeepAbsoluteLimit > TimeSpan.FromDays(400) || AbsoluteLimit > TimeSpan.FromDays(400)
                ? "Sessions: an absolute limit is at most 400 days, the longest that a browser keeps a cookie (RFC 6265bis)."
            : WaitForReplicas is < 0 or > 5 ? "Sessions:WaitForReplicas must be between 0 and 5."
            : MaxPerUser is < 1 or > 10_000 ? "Sessions:MaxPerUser must be between 1 and 10000."
            : !CookieName.StartsWith("__Host-", StringComparison.Ordinal)
                ? "Sessions:CookieName must begin with __Host-."
            : null;
        return why is null;
    }
}
