using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace WebPortal.Features.Lab.Lanes;

/// <summary>The page that every lane guards, and the one for administrators: the same for all, so that only the lane makes the difference.</summary>
internal static class LaneEndpoints
{
    public const string Administrator = "administrator";

    public static WebApplication MapLane(this WebApplication app, string key)
    {
        var api = app.MapGroup("/lab/api/" + key.ToLowerInvariant());
        api.MapGet("", (ClaimsPrincipal user) => Answer(key, user)).RequireAuthorization(Policy(key).Build());
        api.MapGet("/admin", (ClaimsPrincipal user) => Answer(key, user))
            .RequireAuthorization(Policy(key).RequireClaim("role", Administrator).Build());
        return app;
    }

    private static AuthorizationPolicyBuilder Policy(string key) =>
        new AuthorizationPolicyBuilder(LaneDescription.SchemeOf(key)).RequireAuthenticatedUser();

    private static LaneAnswer Answer(string key, ClaimsPrincipal user) =>
        new(key, user.FindFirstValue("sub"), user.HasClaim("role", Administrator));

    private sealed record LaneAnswer(string Lane, string? Subject, bool Administrator);
}
