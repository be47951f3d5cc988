namespace WebPortal.Features.Lab.Claims;

internal sealed record Article(string Key, string Title);

internal static class ClaimWords
{
    public static readonly IReadOnlyList<Article> Articles =
    [
        new("A", "JWT vs OAuth"),
        new("B", "OAuth vs. JWT: modern API security in 2025"),
        new("C", "JWT vs OAuth vs session-based"),
    ];

    public static string In(this Verdict verdict) =>
        verdict switch
        {
            Verdict.Right => "right",
            Verdict.Imprecise => "imprecise",
            Verdict.Wrong => "wrong",
            _ => "not judged",
        };

    /// <summary>The sign says the same as the word, for those who skim.</summary>
    public static string Badge(this Verdict verdict) =>
        verdict switch
        {
            Verdict.Right => "✓ Right",
            Verdict.Imprecise => "~ Imprecise",
            Verdict.Wrong => "✕ Wrong",
            _ => "– Not judged",
        };

    /// <summary>The word of an address: <c>not-judged</c>.</summary>
    public static string Value(this Verdict verdict) => verdict.In().Replace(' ', '-');

    public static Verdict? Parse(string? value) =>
        Enum.GetValues<Verdict>().Where(v => v.Value() == value).Select(v => (Verdict?)v).FirstOrDefault();

    /// <summary>“JWT vs OAuth” and “JWT vs OAuth vs session-based”.</summary>
    public static string Sources(this ClaimEntry claim) =>
        string.Join(" and ", Articles.Where(a => claim.Articles.Contains(a.Key)).Select(a => $"“{a.Title}”"));

    public static string Title(string article) => Articles.First(a => a.Key == article).Title;
}
