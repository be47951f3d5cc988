using System.Buffers;
using MimeKit;

namespace WebPortal.Features.Mail;

/// <summary>
/// Which addresses are accepted: one plain ASCII addr-spec, no display name, no quoting, no comment. Only ASCII, because two spellings that
/// look alike or fold to one another (full-width letters, the Kelvin sign) must not be able to claim one another's account; a domain in
/// another script is given in its xn-- form (decision 0009). Without spaces and line breaks it cannot add a header to a mail either.
/// </summary>
internal static class MailAddress
{
    public const int MaxLength = 254;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-@"
    );

    public static bool IsValid(string? address) =>
        address is { Length: > 2 and <= MaxLength }
        && !address.AsSpan().ContainsAnyExcept(Allowed)
        && address.AsSpan().Count('@') == 1
        && address[0] != '@'
        && address[^1] is not ('@' or '.')
        && MailboxAddress.TryParse(address, out var parsed)
        // MimeKit shows an xn-- domain in its own script; compared is the form that was given.
        && string.Equals(parsed.GetAddress(idnEncode: true), address, StringComparison.OrdinalIgnoreCase);
}
