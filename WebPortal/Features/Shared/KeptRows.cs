using Microsoft.AspNetCore.Http.Extensions;

namespace WebPortal.Features.Shared;

/// <summary>
/// Rows of live sessions that the reader has in sight: when one of them ends it stays where it is and says so. After a form the address names them
/// (<c>?kept=…</c>); when site.js looks again, it names what it shows. An id here opens nothing: each list shows only what its reader may see.
/// </summary>
internal static class KeptRows
{
    public const string Key = "kept";

    // A page has fifty rows; the rest are those that ended while it was open.
    private const int Most = 100;

    public static string[] Read(HttpRequest request) =>
        [
            .. request
                .Query[Key]
                .OfType<string>()
                .Where(id => id.Length is > 0 and <= 64)
                .Distinct(StringComparer.Ordinal)
                .Take(Most),
        ];

    /// <summary>The address, and what stays in sight there.</summary>
    public static string Add(string address, IEnumerable<string> ids)
    {
        var query = new QueryBuilder(
            ids.Distinct(StringComparer.Ordinal).Take(Most).Select(id => KeyValuePair.Create(Key, id))
        ).ToString();
        return address.Contains('?', StringComparison.Ordinal) && query.Length > 0
            ? $"{address}&{query[1..]}"
            : address + query;
    }
}
