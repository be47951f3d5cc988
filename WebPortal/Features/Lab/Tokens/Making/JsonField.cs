using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using WebPortal.Features.Lab.Tokens.Checks;

namespace WebPortal.Features.Lab.Tokens.Making;

/// <summary>A JSON object that somebody typed, with what is wrong with it said beside the field.</summary>
internal static class JsonField
{
    public static JsonElement? Read(ModelStateDictionary state, string field, string? text)
    {
        if (text is null || Encoding.UTF8.GetByteCount(text) > Examination.LongestToken / 2)
        {
            state.AddModelError(field, text is null ? "Write a JSON object, at least {}." : "Longer than 8 KB.");
            return null;
        }
        try
        {
            JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException e)
        {
            state.AddModelError(field, $"Not JSON: line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}.");
            return null;
        }
        // Read as a verifier will read it: what it would refuse is not signed.
        var part = TokenPart.OfJson(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)));
        if (part.Fault == PartFault.None)
            return part.Json;
        state.AddModelError(
            field,
            part.Fault switch
            {
                PartFault.NotAnObject => "A JSON object is needed: it begins with { and ends with }.",
                PartFault.DuplicateMember => "A name stands twice: two readers may take different ones.",
                _ => "Half of a character stands in it (a lone surrogate).",
            }
        );
        return null;
    }
}
