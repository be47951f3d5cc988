using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace WebPortal.Features.Lab.Claims;

/// <summary>
/// Which addresses this application answers, asked of its own routes: a claim can be run from the moment its station is mapped, and nobody has to keep a list.
/// </summary>
internal sealed class LabAddresses(EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    public bool Exists(string address) =>
        endpoints.Endpoints.OfType<RouteEndpoint>().Any(e => AnswersGet(e) && Matches(e.RoutePattern, address));

    private static bool AnswersGet(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods }
        || methods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase);

    private bool Matches(RoutePattern pattern, string address)
    {
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(pattern), new RouteValueDictionary(pattern.Defaults)).TryMatch(
                address,
                values
            ) && pattern.ParameterPolicies.All(p => p.Value.All(policy => Allows(pattern, p.Key, policy, values)));
    }

    private bool Allows(
        RoutePattern pattern,
        string parameter,
        RoutePatternParameterPolicyReference policy,
        RouteValueDictionary values
    ) =>
        policies.Create(pattern.GetParameter(parameter), policy) is not IRouteConstraint constraint
        || constraint.Match(null, null, parameter, values, RouteDirection.IncomingRequest);
}
