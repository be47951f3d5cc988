using WebPortal.Data;

namespace WebPortal.Features.Ledger;

/// <summary>Records who did what to whom. See <see cref="AuditKinds"/> for the closed list.</summary>
internal sealed class AuditLog(PortalDbContext db, TimeProvider time, IHttpContextAccessor http)
{
    /// <summary>Adds and saves one event. Never give it a secret.</summary>
    /// <param name="kind">One of <see cref="AuditKinds"/>.</param>
    /// <param name="actorId">User id of who did it; null for a visitor or the portal.</param>
    /// <param name="subjectId">User id of whom it was done to.</param>
    /// <param name="sessionId">Public session id.</param>
    /// <param name="detail">Why, or what exactly; cut at 400 characters.</param>
    public async Task WriteAsync(
        string kind,
        string? actorId,
        string? subjectId = null,
        string? sessionId = null,
        string detail = ""
    )
    {
        Add(kind, actorId, subjectId, sessionId, detail);
        await db.SaveChangesAsync();
    }

    /// <summary>Adds one event to the unit of work, to be saved together with what it is about.</summary>
    public void Add(
        string kind,
        string? actorId,
        string? subjectId = null,
        string? sessionId = null,
        string detail = ""
    ) =>
        db.Events.Add(
            new AuditEvent
            {
                At = time.GetUtcNow(),
                Kind = kind,
                ActorId = actorId,
                SubjectId = subjectId,
                SessionId = sessionId,
                Address = http.HttpContext?.Connection.RemoteIpAddress?.ToString() ?? "",
                Detail = detail.Length <= 400 ? detail : detail[..400],
            }
        );
}
