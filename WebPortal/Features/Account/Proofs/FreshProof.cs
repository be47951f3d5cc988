using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account.Proofs;

/// <summary>Whether the person of this request proved lately who they are, and where to go when not. Mostly used as <see cref="RecentProofAttribute"/>.</summary>
internal sealed class FreshProof(IOptions<AccountOptions> options, HeldPosts held, TimeProvider time)
{
    public async Task<bool> IsRecentAsync(HttpContext context)
    {
        var provenAt = (await context.AuthenticateAsync()).Properties?.GetAuthTime();
        return provenAt is { } at && time.GetUtcNow() - at <= options.Value.ProofMaxAge;
    }

    /// <summary>Call it when a form goes on that may have waited.</summary>
    public Task DoneAsync(HttpContext context) => held.DropAsync(context);

    /// <summary>Keeps the form of this request, and gives the address at which to prove.</summary>
    public async Task<string> AskAsync(HttpContext context) =>
        Address(context.Request.PathBase + context.Request.Path, await held.HoldAsync(context));

    /// <summary>The address at which to prove, coming back to <paramref name="returnUrl"/>.</summary>
    public static string Address(string returnUrl, bool held = false)
    {
        var address = QueryHelpers.AddQueryString("/prove", "returnUrl", returnUrl);
        return held ? QueryHelpers.AddQueryString(address, "held", "true") : address;
    }
}
