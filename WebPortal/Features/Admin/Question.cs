using System.Globalization;

namespace WebPortal.Features.Admin;

/// <summary>What a dialog asks before something ends (see _Question.cshtml).</summary>
internal sealed record Question
{
    public const int MaxReason = 400;

    public required string Title { get; init; }

    /// <summary>The danger button's words.</summary>
    public required string Button { get; init; }

    /// <summary>Whom it is about.</summary>
    public required string About { get; init; }

    public string? EndsAtOnce { get; init; }

    public string? DoesNotEnd { get; init; }

    /// <summary>To be typed; null when the act is small enough.</summary>
    public int? Count { get; init; }

    /// <summary>Where the form posts to.</summary>
    public required string Action { get; init; }

    /// <summary>Where Cancel leads.</summary>
    public required string Back { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Hidden { get; init; } = [];

    public Answer? Answer { get; init; }

    public string? ReasonError =>
        Answer is null ? null
        : string.IsNullOrWhiteSpace(Answer.Why) ? "Say why. The person sees it."
        : Answer.Why.Length > MaxReason ? $"At most {MaxReason} characters; these are {Answer.Why.Length}."
        : null;

    public string? CountError =>
        Answer is null || Count is not { } count || Digits(Answer.Count) == count.ToString(CultureInfo.InvariantCulture)
            ? null
        : string.IsNullOrWhiteSpace(Answer.Count) ? $"Type {count}."
        : $"{Cut(Answer.Count)} is not the number of sessions. Type {count}.";

    public bool IsAnswered => Answer is not null && ReasonError is null && CountError is null;

    private static string Digits(string? typed) =>
        (typed ?? "").Trim().Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static string Cut(string typed) => typed.Length <= 20 ? typed : typed[..20] + "…";
}

/// <summary>What came back.</summary>
internal sealed record Answer(string? Why, string? Count)
{
    public string Reason => (Why ?? "").Trim();
}
