using System.Globalization;
using System.Text;
using WebPortal.Data;
using WebPortal.Features.Account;
using WebPortal.Features.Ledger;
using WebPortal.Security;

namespace WebPortal.Features.Admin;

/// <summary>The filtered events as a file, written as it is read: its length does not matter to memory.</summary>
internal static class EventsCsv
{
    public static void MapEventsCsv(this WebApplication app) =>
        app.MapGet("/admin/events.csv", WriteAsync).RequireAuthorization(Policies.Administrator);

    private static async Task<IResult> WriteAsync(
        HttpContext context,
        [AsParameters] CsvQuery query,
        PortalDbContext db,
        EventSearch search,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (criteria, _) = await query.ToFilter().ToCriteriaAsync(db, ct);
        if (criteria is null)
            return TypedResults.BadRequest();
        var day = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"events-{day}.csv\"";
        context.Response.Headers.CacheControl = "no-store";
        // Spreadsheets take UTF-8 for something else without its mark.
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(true), leaveOpen: true);
        await writer.WriteAsync("number,time,what,by,to,session,address,detail\r\n");
        await foreach (var batch in search.AllAsync(criteria, ct).Chunk(500).WithCancellation(ct))
        {
            var names = await PersonNames.ReadAsync(
                db,
                batch.SelectMany(e => new[] { e.ActorId, e.SubjectId }),
                context.User.GetUserId()
            );
            foreach (var e in batch)
                await writer.WriteAsync(Line(e, names));
            await writer.FlushAsync(ct);
        }
        return Results.Empty;
    }

    private static string Line(AuditEvent e, PersonNames names) =>
        string.Join(
            ',',
            e.Id.ToString(CultureInfo.InvariantCulture),
            e.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            Cell(e.Kind),
            Cell(e.ActorId is null ? "" : names.Of(e.ActorId)),
            Cell(e.SubjectId is null ? "" : names.Of(e.SubjectId)),
            Cell(e.SessionId ?? ""),
            Cell(e.Address),
            Cell(e.Detail)
        ) + "\r\n";

    /// <summary>Quoted as in RFC 4180; a text that a spreadsheet would run as a formula begins with an apostrophe instead.</summary>
    internal static string Cell(string text)
    {
        // What is trimmed away before it is looked at does not hide a formula either.
        if (
            text.AsSpan().TrimStart(" \u00a0\ufeff")
            is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0' or '＝' or '＋' or '－' or '＠', ..]
        )
            text = "'" + text;
        return $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private sealed record CsvQuery(string? Kind, string? Person, string? From, string? Until)
    {
        public EventFilter ToFilter() =>
            new()
            {
                Kind = Kind,
                Person = Person,
                From = From,
                Until = Until,
            };
    }
}
