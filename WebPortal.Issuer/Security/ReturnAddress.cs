using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace WebPortal.Issuer.Security;

/// <summary>Where the sign-in page sends people on to: a path of this issuer, or its first page.</summary>
internal static class ReturnAddress
{
    // IsLocalUrl lets non-ASCII through, which a Location header cannot carry: the answer would be 500.
    public static string OrHome(string? address, IUrlHelper url) =>
        url.IsLocalUrl(address)
        && address.Length <= 8000
        && address.All(c => c is > ' ' and < (char)127)
        && !address.StartsWith('~')
            ? address
            : "/";

    /// <summary>The client in a return address, to name it to the person; what it may do is checked when it gets there.</summary>
    public static string? ClientId(string? address) =>
        address?.IndexOf('?', StringComparison.Ordinal) is { } at and >= 0
        && QueryHelpers.ParseQuery(address[at..]).TryGetValue("client_id", out var values)
            ? values.ToString()
            : null;
}
