using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebPortal.Features.Lab.Claims;

/// <summary>Every claim of the articles, from the files in Entries/, which are part of the assembly.</summary>
internal static class ClaimLedger
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly string[] Files =
    [
        "1-sessions",
        "2-jwt",
        "3-oauth",
        "4-storage",
        "5-choosing",
        "6-questions",
    ];

    public static IReadOnlyList<ClaimSection> Sections { get; } = [.. Files.Select(Read<ClaimSection>)];

    public static IReadOnlyList<Correction> Corrections { get; } = Read<Correction[]>("corrections");

    public static IReadOnlyList<ClaimEntry> All { get; } = [.. Sections.SelectMany(s => s.Claims)];

    public static ClaimEntry? Find(int number) => number >= 1 && number <= All.Count ? All[number - 1] : null;

    public static Correction Correction(int number) => Corrections[number - 1];

    public static IEnumerable<ClaimEntry> CorrectedBy(Correction correction) =>
        All.Where(c => c.Corrections.Contains(correction.Number));

    private static T Read<T>(string file)
    {
        using var stream =
            typeof(ClaimLedger).Assembly.GetManifestResourceStream($"claims/{file}.json")
            ?? throw new InvalidOperationException($"claims/{file}.json is not embedded: see WebPortal.csproj.");
        return JsonSerializer.Deserialize<T>(stream, Strict)!;
    }
}
