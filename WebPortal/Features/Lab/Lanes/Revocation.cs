using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes;

/// <summary>One press of Revoke: what the issuer does once for all lanes, and what each lane does by itself.</summary>
internal sealed class Revocation(IssuerActs issuer)
{
    /// <param name="returned">Called for each lane when its own part is done.</param>
    public async Task PressAsync(
        RaceAct act,
        string subject,
        IReadOnlyList<(ILane Lane, LaneAccess Access)> signedIn,
        Action<ILane> returned,
        CancellationToken ct
    )
    {
        // A new token must say the new role: who asks for one asks afterwards.
        if (act == RaceAct.Demotion)
            await issuer.DoAsync(act, subject, ct);
        // Otherwise all at the same moment: what only touches Redis does not wait for what asks the issuer.
        var own = signedIn.Select(s => RevokeAsync(s.Lane, s.Access)).ToList();
        if (act != RaceAct.Demotion)
            await issuer.DoAsync(act, subject, ct);
        await Task.WhenAll(own);

        async Task RevokeAsync(ILane lane, LaneAccess access)
        {
            await lane.RevokeAsync(access, act, ct);
            returned(lane);
        }
    }
}
