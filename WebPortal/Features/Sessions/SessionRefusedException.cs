namespace WebPortal.Features.Sessions;

/// <summary>
/// A sign-in that the store did not let begin. An exception because <c>SignInAsync</c> has no result; catch it where the sign-in is made and say so in words.
/// </summary>
internal sealed class SessionRefusedException(RefusalReason reason) : Exception("The session was refused: " + reason)
{
    public RefusalReason Reason { get; } = reason;
}
