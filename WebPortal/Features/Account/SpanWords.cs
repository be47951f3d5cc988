namespace WebPortal.Features.Account;

internal static class SpanWords
{
    public static string Of(TimeSpan span) =>
        span switch
        {
            { TotalDays: >= 2 } => $"{span.TotalDays:0} days",
            { TotalHours: >= 2 } => $"{span.TotalHours:0} hours",
            _ => $"{span.TotalMinutes:0} minutes",
        };
}
