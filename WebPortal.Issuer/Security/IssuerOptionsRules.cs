using Microsoft.Extensions.Options;

namespace WebPortal.Issuer.Security;

/// <summary>A wrong setting stops the start with one sentence that names the key.</summary>
internal sealed class IssuerOptionsRules(IHostEnvironment environment) : IValidateOptions<IssuerOptions>
{
    public ValidateOptionsResult Validate(string? name, IssuerOptions options)
    {
        var wrong = Origin(options)
            .Concat(Faults(options))
            .Concat(options.Clients.SelectMany(c => ClientRules.Check(c.Key, c.Value)))
            .Concat(
                options
                    .EventReceivers.Where(r => !IsHttp(r.Uri))
                    .Select(_ => "Issuer:EventReceivers: each needs an http(s) Uri.")
            )
            .ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private IEnumerable<string> Origin(IssuerOptions options)
    {
        if (
            !Uri.TryCreate(options.Origin, UriKind.Absolute, out var origin)
            || origin.AbsolutePath is not "/"
            || !IsHttp(options.Origin)
        )
            yield return "Issuer:Origin must be scheme, host and port, such as http://issuer.localhost:5081.";
        else if (origin.Scheme == Uri.UriSchemeHttp && !(environment.IsDevelopment() && IssuerAddress.IsLocal(origin)))
            yield return "Issuer:Origin may be http on localhost in Development only; use https.";
    }

    /// <summary>A forged token must be impossible to order outside Development, whatever else is configured.</summary>
    private IEnumerable<string> Faults(IssuerOptions options)
    {
        if (options.Faults.AnySet && !environment.IsDevelopment())
            yield return "Issuer:Faults is for Development only; take the section out.";
    }

    internal static bool IsHttp(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
