using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace WebPortal.Features.Lab.Tokens.Checks;

internal enum PartFault
{
    None,
    NotBase64Url,
    NotCanonical,
    NotUtf8,
    NotJson,
    NotAnObject,
    DuplicateMember,
}

/// <summary>One part between the dots, read strictly. What two readers could read differently is a fault.</summary>
internal sealed record TokenPart(string Raw, byte[] Bytes, JsonElement Json, PartFault Fault)
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static TokenPart OfBytes(string raw)
    {
        var fault = Decode(raw, out var bytes);
        return new TokenPart(raw, bytes, default, fault);
    }

    public static TokenPart OfJson(string raw)
    {
        var fault = Decode(raw, out var bytes);
        JsonElement json = default;
        if (fault == PartFault.None)
            fault = Parse(bytes, out json);
        return new TokenPart(raw, bytes, json, fault);
    }

    private static PartFault Decode(string raw, out byte[] bytes)
    {
        bytes = [];
        if (raw.AsSpan().ContainsAnyExcept(Alphabet) || raw.Length % 4 == 1)
            return PartFault.NotBase64Url;
        try
        {
            bytes = Base64Url.DecodeFromChars(raw);
        }
        catch (FormatException)
        {
            return PartFault.NotCanonical;
        }
        // Left-over bits: the same bytes could be written in several ways, and a denylist of strings would miss all but one.
        return Base64Url.EncodeToString(bytes) == raw ? PartFault.None : PartFault.NotCanonical;
    }

    private static PartFault Parse(byte[] bytes, out JsonElement json)
    {
        json = default;
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return PartFault.NotUtf8;
        }
        if (!TryParse(text, duplicates: true, out json))
            return PartFault.NotJson;
        if (json.ValueKind != JsonValueKind.Object)
            return PartFault.NotAnObject;
        return TryParse(text, duplicates: false, out _) ? PartFault.None : PartFault.DuplicateMember;
    }

    private static bool TryParse(string text, bool duplicates, out JsonElement json)
    {
        json = default;
        try
        {
            using var document = JsonDocument.Parse(
                text,
                new JsonDocumentOptions { AllowDuplicateProperties = duplicates }
            );
            if (!HasWholeText(document.RootElement))
                return false;
            json = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Half a surrogate pair is legal JSON and no text: readers differ on it.</summary>
    private static bool HasWholeText(JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.String => json.GetString() is not null,
                JsonValueKind.Array => json.EnumerateArray().All(HasWholeText),
                JsonValueKind.Object => json.EnumerateObject().All(p => p.Name is not null && HasWholeText(p.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
