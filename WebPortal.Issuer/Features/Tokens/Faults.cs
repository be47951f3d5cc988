using Microsoft.Extensions.Options;

namespace WebPortal.Issuer.Features.Tokens;

/// <summary>Which fault an authorization carries, and the ones that are about the answer rather than the token.</summary>
internal sealed class Faults(IOptions<IssuerOptions> options, TimeProvider clock)
{
    /// <summary>The private claim that takes the choice from the consent page to the token endpoint. It has no destination: no client sees it.</summary>
    public const string Claim = "issuer_fault";

    /// <summary>The field of the consent page.</summary>
    public const string Field = "fault";

    public bool Offered => options.Value.Faults.Enabled;

    public Fault Default => options.Value.Faults.Default;

    public Fault Chosen(HttpRequest request)
    {
        if (!Offered)
            return Default;
        return Enum.TryParse<Fault>(request.Form[Field], out var fault) && Enum.IsDefined(fault) ? fault : Default;
    }

    /// <returns>True when the token endpoint must answer 500.</returns>
    public async Task<bool> DelayOrFailAsync(Fault fault, CancellationToken ct)
    {
        if (fault == Fault.SlowAnswer)
            await Task.Delay(options.Value.Faults.Delay, clock, ct);
        return fault == Fault.TokenEndpointError;
    }

    public static Fault Parse(string? text) => Enum.TryParse<Fault>(text, out var fault) ? fault : Fault.None;

    public static IEnumerable<string> Without(Fault fault, IEnumerable<string> scopes, string emailScope) =>
        fault == Fault.WithholdEmail ? scopes.Where(s => s != emailScope) : scopes;
}
