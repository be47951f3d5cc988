using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using WebPortal.Data;

namespace WebPortal.Features.Account.Passwords;

/// <summary>
/// A hash that no password fits. Where there is no account, or one without a password, the typed password is checked against it: the same work,
/// so that the time of an answer does not tell which addresses have an account (UserManager alone answers some 300 times faster then).
/// </summary>
internal sealed class DecoyPassword(IOptions<PasswordHasherOptions> options)
{
    private readonly PortalUser _nobody = new();
    private readonly Lazy<string> _hash = new(() =>
        new PasswordHasher<PortalUser>(options).HashPassword(new PortalUser(), RandomNumberGenerator.GetHexString(32))
    );

    public void Check(IPasswordHasher<PortalUser> hasher, string password) =>
        hasher.VerifyHashedPassword(_nobody, _hash.Value, password);
}
