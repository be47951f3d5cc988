using System.Buffers.Text;
using WebPortal.Features.Lab.Tokens.Checks;

namespace WebPortal.Features.Lab.Tokens.Making;

internal static class BitFlip
{
    // Each try encodes and parses the whole: without a bound, 48 KB of spaces kept a core busy for seconds.
    private const int MostTries = 64;

    /// <summary>Changes one bit of the payload so that it is still JSON: only the signature can tell. Null when there is no payload to change near its end.</summary>
    public static string? InPayload(string token)
    {
        if (token.Length > Examination.LongestToken)
            return null;
        var parts = token.Split('.', 4);
        if (parts.Length != 3 || TokenPart.OfJson(parts[1]) is not { Fault: PartFault.None } payload)
            return null;
        for (var i = payload.Bytes.Length - 1; i >= Math.Max(0, payload.Bytes.Length - MostTries); i--)
        {
            var bytes = payload.Bytes.ToArray();
            bytes[i] ^= 1;
            var changed = Base64Url.EncodeToString(bytes);
            if (TokenPart.OfJson(changed).Fault == PartFault.None)
                return $"{parts[0]}.{changed}.{parts[2]}";
        }
        return null;
    }
}
