namespace WebPortal.Features.Errors;

/// <param name="Title">What happened.</param>
/// <param name="Explanation">Why, and what to do.</param>
/// <param name="Retry">Opening the same address again may help.</param>
internal sealed record ErrorText(string Title, string Explanation, bool Retry);

internal static class ErrorWords
{
    public static ErrorText For(int status, bool sessionUnchecked = false, bool crossSite = false) =>
        status switch
        {
            400 => new(
                "That request cannot be understood.",
                "Perhaps the page was open for long, or you signed in or out in another tab. Open it again and repeat what you did. Nothing was changed.",
                true
            ),
            401 => new("That needs you to be signed in.", "Sign in, then open it again.", true),
            403 when crossSite => new(
                "That came from another site.",
                "Another site asked your browser to send this here, so it was not carried out. If you meant to do it, start from the portal's own pages.",
                false
            ),
            403 => new(
                "That is not yours to open.",
                "It is for others, or it asks for more than you may do here.",
                false
            ),
            404 => new(
                "There is nothing at this address.",
                "The link is old or mistyped, or the thing it named is gone.",
                false
            ),
            405 => new(
                "That cannot be done at this address.",
                "Nothing was changed. Start again from the page itself.",
                true
            ),
            413 => new("That is too large.", "Nothing was changed. Send less at once.", false),
            414 or 431 => new(
                "That address is too long.",
                "Nothing was changed. Start from the portal's own pages.",
                false
            ),
            415 => new(
                "That kind of content is not taken here.",
                "Nothing was changed. Use the form on the page.",
                true
            ),
            429 => new(
                "Too many tries.",
                "Wait a little, go back and try again: what you typed is still there. Nothing was changed.",
                true
            ),
            503 when sessionUnchecked => new(
                "We cannot check your session just now.",
                "You are still signed in: your cookie was kept. The store that knows your session is not answering, so we would rather wait than guess.",
                true
            ),
            503 => new(
                "A part of the portal is not answering.",
                "A store that this page needs is away for the moment. Try again in a few seconds.",
                true
            ),
            < 500 => new("That request was refused.", "Nothing was changed. Start again from the start page.", false),
            _ => new(
                "Something went wrong here.",
                "It is our fault, not yours. If it happens again, give the reference to the person who runs this portal.",
                true
            ),
        };
}
