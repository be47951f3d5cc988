using System.Text.Json;

namespace WebPortal.Features.Lab.Tokens.Checks;

/// <summary>RFC 7519 2: seconds since 1970 as a JSON number, fractions allowed. A text of digits is not one, nor is a number beyond the calendar.</summary>
internal static class NumericDate
{
    private static readonly double Last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static bool TryRead(JsonElement value, out double seconds)
    {
        seconds = 0;
        return value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out seconds)
            && seconds >= 0
            && seconds <= Last;
    }

    public static double Of(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;

    public static string Between(double seconds) =>
        Math.Abs(seconds) switch
        {
            < 120 => $"{Math.Abs(seconds):0} s",
            < 7200 => $"{Math.Abs(seconds) / 60:0} min",
            < 172_800 => $"{Math.Abs(seconds) / 3600:0} h",
            _ => $"{Math.Abs(seconds) / 86_400:N0} days",
        };
}
