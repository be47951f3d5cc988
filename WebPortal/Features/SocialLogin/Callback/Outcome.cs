using Microsoft.AspNetCore.WebUtilities;

namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>How an attempt ended when it did not end in a session. The closed list of what a link can make our pages say.</summary>
internal enum Outcome
{
    Cancelled,
    AlreadyUsed,
    NotStartedHere,
    NotAnswering,
    NotBelieved,
    Refused,
    Disabled,
    Overtaken,
    EndedByProvider,
    SignedOutMeanwhile,
    SomebodyElse,
    NotAnew,
    TakenByOther,
    AlreadyLinked,
    Linked,
    Unlinked,
    LastWayIn,
    LinkLapsed,
    LinkElsewhere,
    NoSuchProvider,
    StillSignedInThere,
    TooManyStarts,
}

internal static class Outcomes
{
    /// <summary>The page that says it: the sign-in page, or for somebody who is signed in, the connections.</summary>
    public static string Address(Outcome outcome, string scheme, Attempt? attempt)
    {
        var page = attempt?.Purpose is Purpose.Link ? "/account/connections" : "/sign-in";
        var address = QueryHelpers.AddQueryString(page, "outcome", outcome.ToString());
        address = QueryHelpers.AddQueryString(address, "with", scheme);
        return attempt is { ReturnUrl: not "/" } && page == "/sign-in"
            ? QueryHelpers.AddQueryString(address, "returnUrl", attempt.ReturnUrl)
            : address;
    }

    public static bool IsGood(this Outcome outcome) =>
        outcome is Outcome.Linked or Outcome.Unlinked or Outcome.AlreadyLinked;

    /// <summary>What happened, and what to do.</summary>
    public static (string What, string Do) Words(Outcome outcome, string provider) =>
        outcome switch
        {
            Outcome.Cancelled => (
                $"You cancelled at {provider}.",
                "Nothing was changed. Try again, or choose another way."
            ),
            Outcome.AlreadyUsed => (
                "This sign-in was already used.",
                "An answer of a provider counts once. If you meant to sign in again, start again here."
            ),
            Outcome.NotStartedHere => (
                "That sign-in was not started in this browser.",
                "Perhaps it took longer than ten minutes, or you followed somebody else's link. You were not signed in by it; start again here."
            ),
            Outcome.NotAnswering => (
                $"{provider} is not answering.",
                "Try again in a minute, or choose another way. Sessions that are open go on."
            ),
            Outcome.NotBelieved => (
                $"The answer of {provider} could not be trusted.",
                "Something in it did not fit, so it was thrown away. Try again; if it happens twice, tell the people who run this portal."
            ),
            Outcome.Refused => ($"{provider} did not sign you in.", "Try again, or choose another way."),
            Outcome.Disabled => ("This account is disabled.", "Ask the people who run this portal."),
            Outcome.Overtaken => ("Your sessions were ended while you were signing in.", "Please try again."),
            Outcome.EndedByProvider => (
                $"This sign-in with {provider} was ended while it was under way.",
                "Start again if you want to sign in."
            ),
            Outcome.SignedOutMeanwhile => (
                "You are no longer signed in as when you began.",
                "Nothing was changed. Sign in, then try again."
            ),
            Outcome.SomebodyElse => (
                $"That is another person's login at {provider}.",
                "It does not prove who is signed in here. Use the login that is linked to this account."
            ),
            Outcome.NotAnew => (
                $"{provider} did not ask you again.",
                "A fresh proof was needed, and it sent an old one. Sign out there first, or prove it another way."
            ),
            Outcome.TakenByOther => (
                $"That login at {provider} belongs to another account here.",
                "Nothing was changed. Unlink it there first, or sign in with it."
            ),
            Outcome.AlreadyLinked => ($"That login at {provider} is linked already.", ""),
            Outcome.Linked => ($"{provider} is linked.", "From now on you can sign in with it."),
            Outcome.Unlinked => ($"{provider} is unlinked.", "Sessions that came in through it have ended."),
            Outcome.LastWayIn => (
                "This is your last way in, so it stays.",
                "Set a password, or link another login, before you unlink it."
            ),
            Outcome.LinkLapsed => (
                "The link that waited is gone.",
                "It waits ten minutes and counts once. Start again with the provider."
            ),
            Outcome.LinkElsewhere => (
                "Open that link in the browser in which you began.",
                "A link from a mail counts only there, so that nobody can make you confirm what they started."
            ),
            Outcome.StillSignedInThere => (
                $"You are signed out here, but {provider} is not answering.",
                "You may still be signed in there."
            ),
            Outcome.TooManyStarts => (
                "Too many sign-ins were begun from your network and not finished.",
                "Wait a few minutes, then try again, or choose another way."
            ),
            _ => ("That way of signing in is not set up here.", "Choose another one."),
        };
}
