using System.Globalization;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>Says how a session ended, in words.</summary>
internal static class EndWords
{
    /// <summary>For the person whose session it was.</summary>
    public static string ToPerson(SessionEnd end)
    {
        var at = end.At.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var what = end.Reason switch
        {
            EndReason.SignedOut => $"You signed out at {at}.",
            EndReason.EndedByUser => $"You were signed out from another of your browsers at {at}.",
            EndReason.Revoked => $"You were signed out by an administrator at {at}.",
            EndReason.AllEnded => $"All sessions were ended by an administrator at {at}.",
            EndReason.Idle => $"You were signed out at {at}, after a time without use.",
            EndReason.AbsoluteLimit => $"Your session reached its longest time at {at}.",
            EndReason.CapReached =>
                $"You were signed out at {at}: you signed in on more browsers than are allowed at once.",
            EndReason.PasswordChanged => $"Your password was changed at {at}, which signs out your other browsers.",
            EndReason.SecondFactorChanged =>
                $"Your second factor was changed at {at}, which signs out your other browsers.",
            EndReason.RoleChanged => $"What you may do here was changed at {at}. Sign in again to go on.",
            EndReason.AccountDisabled => $"Your account was disabled at {at}.",
            EndReason.AccountDeleted => $"Your account was deleted at {at}.",
            EndReason.LoginRemoved => $"The login that you came in with was removed at {at}.",
            EndReason.ProviderSaidSo => $"Your sign-in provider ended your session at {at}.",
            EndReason.Replaced => $"You signed in again in this browser at {at}.",
            _ => $"You were signed out at {at}.",
        };
        return end.Words is { Length: > 0 } words ? $"{what} Reason: “{words}”" : what;
    }

    /// <summary>One or two words for a table.</summary>
    public static string Short(EndReason reason) =>
        reason switch
        {
            EndReason.SignedOut => "Signed out",
            EndReason.EndedByUser => "Signed out from another browser",
            EndReason.Revoked => "Revoked",
            EndReason.AllEnded => "All sessions ended",
            EndReason.Idle => "Not used for long",
            EndReason.AbsoluteLimit => "Longest time reached",
            EndReason.CapReached => "Too many browsers",
            EndReason.PasswordChanged => "Password changed",
            EndReason.SecondFactorChanged => "Second factor changed",
            EndReason.RoleChanged => "Role changed",
            EndReason.AccountDisabled => "Account disabled",
            EndReason.AccountDeleted => "Account deleted",
            EndReason.LoginRemoved => "Login removed",
            EndReason.ProviderSaidSo => "Ended by the provider",
            EndReason.Replaced => "Signed in again",
            _ => "Sign-in overtaken",
        };
}
