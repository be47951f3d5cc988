namespace WebPortal.Features.Lab.Claims;

/// <summary>What of the ledger to show. Words that mean nothing are ignored and reported.</summary>
internal sealed record ClaimFilter(string? Article, Verdict? Verdict, Station? Station, IReadOnlyList<string> Ignored)
{
    public bool IsSet => Article is not null || Verdict is not null || Station is not null;

    public static ClaimFilter Of(string? article, string? verdict, string? station)
    {
        var filter = new ClaimFilter(
            ClaimWords.Articles.FirstOrDefault(a => a.Key == article)?.Key,
            ClaimWords.Parse(verdict),
            Station.All.FirstOrDefault(s => s.Key == station),
            []
        );
        List<string> ignored = [];
        if (filter.Article is null && !string.IsNullOrEmpty(article))
            ignored.Add("article");
        if (filter.Verdict is null && !string.IsNullOrEmpty(verdict))
            ignored.Add("verdict");
        if (filter.Station is null && !string.IsNullOrEmpty(station))
            ignored.Add("station");
        return filter with { Ignored = ignored };
    }

    public bool Includes(ClaimEntry claim) =>
        (Article is null || claim.Articles.Contains(Article, StringComparison.Ordinal))
        && (Verdict is null || claim.Verdict == Verdict)
        && (Station is null || claim.Station == Station);
}
