using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WebPortal.Features.Sessions;

/// <summary>
/// ASP.NET Core's seam for server-side sessions, over <see cref="ISessionStore"/>. The "key" that passes through it is the cookie's value.
/// </summary>
internal sealed partial class SessionTicketStore(
    ISessionStore store,
    UserSessions sessions,
    ISessionLedger ledger,
    IOptions<UserSessionOptions> options,
    SessionMetrics metrics,
    TimeProvider time,
    ILogger<SessionTicketStore> logger
) : ITicketStore
{
    private readonly UserSessionOptions _options = options.Value;

    public async Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext context, CancellationToken ct)
    {
        var userId =
            ticket.Principal.FindFirstValue(_options.UserIdClaimType)
            ?? throw new InvalidOperationException(
                $"A session needs a user: the principal has no claim '{_options.UserIdClaimType}' (Sessions:UserIdClaimType)."
            );
        var rotation = ticket.Properties.TakeRotation();
        var epoch = ticket.Properties.TakeEpoch() ?? await store.GetEpochAsync(userId);
        var key = SessionKey.Create(userId);
        var session = NewSession(key.Reference.Id, userId, ticket.Properties, context);
        ticket.Properties.SetEnds(session.Ends);

        var previous = context.Features.Get<PreviousSession>()?.Reference;
        var sameUser = previous?.Tag == key.Reference.Tag;
        if (rotation && !sameUser)
            throw new SessionRefusedException(RefusalReason.Gone);

        // The ledger first: were it the other way round, a crash in between would leave a live session that no administrator can see.
        // A revoke that lands between the two lines leaves a tombstone, and the store refuses.
        await ledger.StartingAsync(session, ct);
        SessionCreation creation;
        using (metrics.Store("create"))
            creation = await store.CreateAsync(
                session,
                Serialize(ticket),
                epoch,
                previous is { } p && sameUser ? new SessionReplacement(p.Id, rotation) : null
            );
        if (creation.Refused is { } refused)
        {
            await sessions.RecordRefusedAsync(session);
            throw new SessionRefusedException(refused);
        }

        await sessions.StartedAsync(session, creation, previous);
        context.GetUserSession().Started = key.Reference;
        return key.Reveal();
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext context, CancellationToken ct)
    {
        if (!SessionKey.TryParse(key, out var parsed))
            return null;
        var reference = parsed.Reference;
        var current = context.GetUserSession();
        SessionLookup found;
        try
        {
            using var timing = metrics.Store("find");
            found = await store.FindAsync(reference, !DoesNotTouchSession.IsAskedBy(context)).WaitAsync(ct);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // An outage decides nothing. Public pages render; SessionCookieHandler answers 503 where a session is needed.
            Log.StoreSilent(logger, e);
            metrics.RefusedUnchecked();
            current.Unchecked = true;
            return null;
        }

        if (found.Ticket is null)
        {
            metrics.RefusedDead();
            current.End = found.End;
            return null;
        }
        if (Deserialize(found.Ticket) is not { } ticket)
        {
            Log.TicketUnreadable(logger, reference.Id);
            return null;
        }
        if (found.Touched)
            ledger.Seen(reference.Id, time.GetUtcNow());
        current.Live = reference;
        return ticket;
    }

    /// <summary>Writes changed claims under the same key. Never called for a sign-in (see SessionCookieHandler), and never brings a session back.</summary>
    public async Task RenewAsync(string key, AuthenticationTicket ticket, HttpContext context, CancellationToken ct)
    {
        if (SessionKey.TryParse(key, out var parsed))
            await store.ReplaceTicketAsync(parsed.Reference, Serialize(ticket));
    }

    public async Task RemoveAsync(string key, HttpContext context, CancellationToken ct)
    {
        if (SessionKey.TryParse(key, out var parsed))
            await sessions.SignOutAsync(parsed.Reference, context.User.FindFirstValue(_options.UserIdClaimType));
    }

    private UserSession NewSession(string id, string userId, AuthenticationProperties properties, HttpContext context)
    {
        var now = time.GetUtcNow();
        var keep = properties.IsPersistent;
        var agent = context.Request.Headers.UserAgent.ToString();
        return new UserSession(
            id,
            userId,
            properties.GetProvider(),
            properties.GetAmr(),
            properties.GetAuthTime() ?? now,
            Device.Parse(agent),
            agent.Length <= 400 ? agent : agent[..400],
            AddressOf(context),
            now,
            keep ? _options.KeepIdleLimit : _options.IdleLimit,
            // A rotation carries its predecessor's on.
            properties.GetEnds()
                ?? now + (keep ? _options.KeepAbsoluteLimit : _options.AbsoluteLimit),
            keep
        )
        {
            ProviderSubject = properties.GetProviderSubject(),
            ProviderSessionId = properties.GetProviderSessionId(),
        };
    }

    private static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
    }

    private static byte[] Serialize(AuthenticationTicket ticket)
    {
        // The store keeps the limits, by Redis's clock. With an expiry of its own in the ticket, the cookie handler would decide by this machine's.
        var (issued, expires) = (ticket.Properties.IssuedUtc, ticket.Properties.ExpiresUtc);
        (ticket.Properties.IssuedUtc, ticket.Properties.ExpiresUtc) = (null, null);
        var bytes = TicketSerializer.Default.Serialize(ticket);
        (ticket.Properties.IssuedUtc, ticket.Properties.ExpiresUtc) = (issued, expires);
        return bytes;
    }

    private static AuthenticationTicket? Deserialize(byte[] bytes)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(bytes);
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    // The cookie handler calls the overloads above; these have no request, which a session cannot do without.
    Task<string> ITicketStore.StoreAsync(AuthenticationTicket ticket) => throw new NotSupportedException();

    Task ITicketStore.RenewAsync(string key, AuthenticationTicket ticket) => throw new NotSupportedException();

    Task<AuthenticationTicket?> ITicketStore.RetrieveAsync(string key) => throw new NotSupportedException();

    Task ITicketStore.RemoveAsync(string key) => throw new NotSupportedException();

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "The session store did not answer; the request is neither signed in nor out."
        )]
        public static partial void StoreSilent(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "The ticket of session {SessionId} cannot be read.")]
        public static partial void TicketUnreadable(ILogger logger, string sessionId);
    }
}
