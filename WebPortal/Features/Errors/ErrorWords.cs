namespace WebPortal.Features.Errors;

internal static class ErrorWords
{
    public static (string Title, string Explanation) For(int status, bool sessionUnchecked) =>
        status switch
        {
            400 => (
                "That request cannot be understood.",
                "Perhaps the page was open for long, or you signed in or out in another tab. Go back, reload the page and try again. Nothing was changed."
            ),
            403 => ("That is not yours to open.", "You are signed in, but this page is for others."),
            404 => ("There is nothing at this address.", "The link is old or mistyped, or the thing it named is gone."),
            413 => ("That is too much at once.", "Nothing of it was read. Go back and send less."),
            429 => ("Too many tries.", "Wait a little, then try again."),
            503 when sessionUnchecked => (
                "We cannot check your session just now.",
                "You are still signed in: your cookie was kept. The store that knows your session is not answering, so we would rather wait than guess."
            ),
            503 => (
                "A part of the portal is not answering.",
                "Nothing you sent was carried out. Try again in a few seconds."
            ),
            _ => (
                "Something went wrong here.",
                "It is our fault, not yours. If it happens again, give the reference to the person who runs this portal."
            ),
        };
}
