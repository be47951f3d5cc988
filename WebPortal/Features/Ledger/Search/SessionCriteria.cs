using WebPortal.Data;

namespace WebPortal.Features.Ledger;

/// <summary>Which rows of the ledger are meant. Criteria that are null do not restrict.</summary>
internal sealed record SessionCriteria
{
    public bool Ended { get; init; }

    /// <summary>Part of a person's address, or of a device's name; any case.</summary>
    public string? Text { get; init; }

    public string? Provider { get; init; }

    public DateTimeOffset? StartedSince { get; init; }

    /// <summary>For a job: what starts later was not meant.</summary>
    public DateTimeOffset? StartedUntil { get; init; }

    public AddressRange? Address { get; init; }

    public string? UserId { get; init; }

    /// <summary>This one is not meant.</summary>
    public string? ExceptId { get; init; }

    public bool RestrictsMoreThanState =>
        Text is not null
        || Provider is not null
        || StartedSince is not null
        || Address is not null
        || UserId is not null;
}

/// <summary>A place in the list, between two rows.</summary>
/// <param name="LastSeen">Of the row beside it.</param>
/// <param name="Id">Of the row beside it.</param>
/// <param name="Backwards">The page before that row, instead of the one after it.</param>
internal sealed record SessionCursor(DateTimeOffset LastSeen, string Id, bool Backwards)
{
    public override string ToString() => $"{(Backwards ? 'b' : 'a')}{LastSeen.UtcTicks:x}.{Id}";

    /// <summary>Null for what is not one: the first page is shown then.</summary>
    public static SessionCursor? Parse(string? text)
    {
        if (
            text is not { Length: > 3 and < 64 }
            || text[0] is not ('a' or 'b')
            || text[1..].Split('.') is not [var hex, var id]
        )
            return null;
        return
            long.TryParse(hex, System.Globalization.NumberStyles.HexNumber, null, out var ticks)
            && ticks >= 0
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new SessionCursor(new DateTimeOffset(ticks, TimeSpan.Zero), id, text[0] == 'b')
            : null;
    }
}

/// <summary>How many; exact, or at least so many when counting on would take too long.</summary>
internal readonly record struct BoundedCount(int Value, bool IsExact)
{
    public override string ToString() =>
        (IsExact ? "" : "at least ") + Value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Rows">Last seen first.</param>
/// <param name="HasNewer">There is a page before.</param>
/// <param name="HasOlder">There is a page after.</param>
internal sealed record SessionPage(IReadOnlyList<SessionEntry> Rows, bool HasNewer, bool HasOlder);
