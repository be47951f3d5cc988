using WebPortal.Features.SocialLogin.Callback;

namespace WebPortal.Features.SocialLogin.Linking;

/// <summary>
/// The address of an identity, if it may mean anything: verified by the provider, and of the plain kind that accounts have. Whatever could fold onto,
/// or look like, somebody else's address (full-width letters, "İ", a Kelvin sign, spaces, another script) counts as no address.
/// </summary>
internal static class ProvenAddress
{
    public static string? Of(ExternalIdentity identity) =>
        identity.EmailVerified && Mail.MailAddress.IsValid(identity.Email) ? identity.Email : null;
}
