namespace WebPortal.Features.Lab.Lanes.Issuer;

/// <summary>The part of a revoke that the issuer does once for all lanes; the lanes' own parts run beside it.</summary>
internal sealed class IssuerActs(LabIssuer issuer, IssuerKeys keys)
{
    public async Task DoAsync(RaceAct act, string subject, CancellationToken ct)
    {
        if (!issuer.IsSet)
            return;
        switch (act)
        {
            case RaceAct.Person:
                await issuer.EndPersonAsync(subject, ct);
                break;
            case RaceAct.Demotion:
                await issuer.DemoteAsync(subject, ct);
                break;
            case RaceAct.Key:
                await issuer.RotateAsync(ct);
                await keys.AnnounceAsync(ct);
                break;
        }
    }
}
