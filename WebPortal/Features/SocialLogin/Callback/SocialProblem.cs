namespace WebPortal.Features.SocialLogin.Callback;

/// <summary>Thrown inside a handler to end an attempt with words.</summary>
internal sealed class SocialProblem(Outcome outcome) : Exception(outcome.ToString())
{
    public Outcome Outcome => outcome;
}
