using System.Globalization;

namespace WebPortal.Features.Lab.Claims;

internal enum Verdict
{
    Right,
    Imprecise,
    Wrong,
    NotJudged,
}

/// <summary>One statement of the three articles, what is true of it, and the address where one can try it.</summary>
/// <param name="Number">From 1, without gaps: it is the address of the entry.</param>
/// <param name="Articles">The keys of the articles that say it, such as <c>AC</c>.</param>
/// <param name="Quotation">At most 25 words, as they stand in the article <paramref name="Quoted"/>.</param>
/// <param name="Explanation">In our own words; for what is not right, what is.</param>
/// <param name="Run">Where it can be run; null when it can only be read.</param>
/// <param name="Corrections">Numbers of the corrections that go further.</param>
internal sealed record ClaimEntry(
    int Number,
    string Articles,
    Verdict Verdict,
    string Title,
    string Quotation,
    string Quoted,
    string Explanation,
    string? Run = null,
    IReadOnlyList<int>? Corrections = null
)
{
    public string Address => string.Create(CultureInfo.InvariantCulture, $"/lab/claims/{Number}");

    public IReadOnlyList<int> Corrections { get; } = Corrections ?? [];

    public Station Station => Station.Of(Run);
}

/// <summary>A statement put right at length; several entries may share one.</summary>
internal sealed record Correction(int Number, string Title, string Truth, string Shown);

internal sealed record ClaimSection(string Title, IReadOnlyList<ClaimEntry> Claims);
