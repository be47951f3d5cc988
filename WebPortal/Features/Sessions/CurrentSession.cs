namespace WebPortal.Features.Sessions;

/// <summary>What the session store said about this request. A request without a session cookie has none.</summary>
internal sealed class CurrentSession
{
    /// <summary>The session that let this request in; null when none did.</summary>
    public SessionReference? Live { get; set; }

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

/// <summary>Endpoint metadata: a request to it does not count as use. For polls and streams, which would keep a forgotten tab signed in for ever.</summary>
internal sealed class DoesNotTouchSession;
