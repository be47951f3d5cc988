using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Mail;
using WebPortal.Security;

namespace WebPortal.Features.Account;

/// <summary>The portal's mails about accounts. All are sent off the request path; those that strangers can ask for are bounded (see <see cref="ThrottleRule"/>).</summary>
internal sealed class AccountMail(
    UserManager<PortalUser> users,
    Outbox outbox,
    PublicOrigin origin,
    Throttle throttle,
    IHttpContextAccessor http
)
{
    private const string NotYou = "If you did not ask for this, do nothing: without the link nothing changes.";

    private HttpContext Context => http.HttpContext!;

    public async Task ConfirmAsync(PortalUser user) =>
        await PostAskedAsync(
            user.Email!,
            "Confirm your address",
            $"""
            Welcome to WebPortal. Confirm that this is your address:

            {Link("/confirm-email", user, await users.GenerateEmailConfirmationTokenAsync(user))}

            The link works for an hour, once. {NotYou}
            """
        );

    public Task AlreadyRegisteredAsync(PortalUser user) =>
        PostAskedAsync(
            user.Email!,
            "You have an account already",
            $"""
            Somebody, perhaps you, tried to register with this address. It has an account already.

            Sign in:              {origin.Link(Context, "/sign-in")}
            Forgotten password:   {origin.Link(Context, "/forgot-password")}

            If it was not you, do nothing: nothing was changed.
            """
        );

    public async Task ResetPasswordAsync(PortalUser user) =>
        await PostAskedAsync(
            user.Email!,
            "Choose a new password",
            $"""
            Choose a new password for {user.Email}:

            {Link("/reset-password", user, await users.GeneratePasswordResetTokenAsync(user))}

            The link works for an hour, once. Your sessions on all browsers will be signed out. {NotYou}
            """
        );

    public Task PasswordChangedAsync(PortalUser user) =>
        Post(
            user.Email!,
            "Your password was changed",
            $"""
            The password of {user.Email} was changed just now, and your other browsers were signed out.

            If it was not you, choose a new one at once: {origin.Link(Context, "/forgot-password")}
            """
        );

    public async Task ConfirmNewAddressAsync(PortalUser user, string address) =>
        await PostAskedAsync(
            address,
            "Confirm your new address",
            $"""
            Confirm that this is to be your address at WebPortal:

            {Link("/confirm-email", user, await users.GenerateChangeEmailTokenAsync(user, address), ("e", address))}

            The link works for an hour, once, in a browser where you are signed in with your present address. {NotYou}
            """
        );

    public Task AddressTakenAsync(string address) =>
        PostAskedAsync(
            address,
            "This address has an account already",
            """
            Somebody with another account, perhaps you, asked to move it to this address. It has an account already, so nothing was changed.
            """
        );

    public Task AddressChangingAsync(PortalUser user) =>
        Post(
            user.Email!,
            "A change of your address was asked for",
            $"""
            Somebody signed in as you asked to change the address of your account. It changes when the link sent to the new address is opened.

            If it was not you, end your sessions and change your password now: {origin.Link(
                Context,
                "/account/sessions"
            )}
            """
        );

    public Task AddressChangedAsync(string oldAddress) =>
        Post(
            oldAddress,
            "Your address was changed",
            """
            Your account has a new address from now on; this one no longer signs in. Your other browsers were signed out.

            If it was not you, tell the people who run this portal at once.
            """
        );

    public Task DeletedAsync(string address) =>
        Post(address, "Your account was deleted", "Your account and its data were deleted, as you asked.");

    // What anybody can ask for, for any address.
    private async Task PostAskedAsync(string to, string subject, string text)
    {
        if (await throttle.MayMailAsync(Context, to))
            outbox.Post(new Letter(to, subject, text));
    }

    // What was done to an account: never capped, or a stranger who uses up the cap could keep it from its owner.
    private Task Post(string to, string subject, string text)
    {
        outbox.Post(new Letter(to, subject, text));
        return Task.CompletedTask;
    }

    private string Link(string path, PortalUser user, string token, params (string, string)[] more) =>
        origin.Link(Context, path, [("u", user.Id), ("t", token), .. more]);
}
