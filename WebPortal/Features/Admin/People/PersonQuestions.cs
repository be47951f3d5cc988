using WebPortal.Data;

namespace WebPortal.Features.Admin;

/// <summary>The words of a person's dialogs.</summary>
internal static class PersonQuestions
{
    private const string DoesNotEnd = "the sign-in at a provider.";

    public static Question Of(PersonChange change, PortalUser person, int sessions, bool own)
    {
        var all = RevokeQuestions.Sessions(sessions);
        var (title, button, about) = change.Key switch
        {
            "sign-out" when own => (
                "Sign out all others?",
                "Sign out all others",
                $"{all} of yours. This browser stays signed in."
            ),
            "sign-out" => ($"Sign out {person.Email} everywhere?", "Sign out everywhere", $"{all} of this person."),
            "disable" => (
                $"Disable {person.Email}?",
                "Disable",
                "The person is signed out everywhere and cannot sign in until an administrator enables the account."
            ),
            "enable" => ($"Enable {person.Email}?", "Enable", "The person can sign in again."),
            "promote" => (
                $"Make {person.Email} an administrator?",
                "Make administrator",
                "Administrators see everybody’s sessions, end them, and decide who else is one. The person signs in again for it."
            ),
            _ => (
                $"Take the administrator’s role from {person.Email}?",
                "Take the role",
                "From the next request on, on every instance. The person signs in again as a user."
            ),
        };
        return new Question
        {
            Title = title,
            Button = button,
            About = about,
            EndsAtOnce = change.Ends is null ? null : $"{all}, open pages, and a sign-in under way.",
            DoesNotEnd = DoesNotEnd,
            Action = $"/admin/people/{person.Id}",
            Back = $"/admin/people/{person.Id}",
            Hidden = [new("ask", change.Key)],
        };
    }
}
