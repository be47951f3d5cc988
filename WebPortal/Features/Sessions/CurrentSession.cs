namespace WebPortal.Features.Sessions;

/// <summary>What the session store said about this request. A request without a session cookie has none.</summary>
internal sealed class CurrentSession
{
    /// <summary>The session that let this request in; null when none did.</summary>
    public SessionReference? Live { get; set; }

    /// <summary>The session that this request began by signing in; null when it did not.</summary>
    public SessionReference? Started { get; set; }

    /// <summary>How the session of this request's cookie had ended, when that is known.</summary>
    public SessionEnd? End { get; set; }

    /// <summary>The store did not answer: nobody knows whether this request has a session. It is not a sign-out.</summary>
    public bool Unchecked { get; set; }
}

internal static class CurrentSessionExtensions
{
    /// <summary>Never null. Filled in by authentication.</summary>
    public static CurrentSession GetUserSession(this HttpContext context)
    {
        if (context.Features.Get<CurrentSession>() is { } session)
            return session;
        session = new CurrentSession();
        context.Features.Set(session);
        return session;
    }
}

/// <summary>
/// A request that does not count as use: polls and streams would keep a forgotten tab signed in for ever. Endpoint metadata, or the header
/// <see cref="Header"/> on a page that a script fetches again by itself. Whoever sends it only shortens their own session.
/// </summary>
internal sealed class DoesNotTouchSession
{
    public const string Header = "X-Live";

    public static bool IsAskedBy(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DoesNotTouchSession>() is not null
        || context.Request.Headers.ContainsKey(Header);
}
