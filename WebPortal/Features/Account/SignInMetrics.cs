using System.Diagnostics.Metrics;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

/// <summary>Sign-ins by provider and outcome, and what was throttled. Closed sets of words only: whatever a visitor types is no tag.</summary>
internal sealed class SignInMetrics
{
    private readonly Counter<long> _signIns;
    private readonly Counter<long> _throttled;

    public SignInMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(SessionMetrics.Name);
        _signIns = meter.CreateCounter<long>(
            "webportal.sign_ins",
            "{try}",
            "Tries to sign in, by provider and outcome."
        );
        _throttled = meter.CreateCounter<long>("webportal.throttled", "{try}", "Tries that had to wait, by rule.");
    }

    public void SignIn(string provider, string outcome) =>
        _signIns.Add(
            1,
            new KeyValuePair<string, object?>("provider", provider),
            new KeyValuePair<string, object?>("outcome", outcome)
        );

    public void Throttled(string rule) => _throttled.Add(1, new KeyValuePair<string, object?>("rule", rule));
}
