using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Account;
using WebPortal.Features.Account.Proofs;
using WebPortal.Features.SocialLogin.Callback;
using WebPortal.Features.SocialLogin.Logout;
using WebPortal.Features.SocialLogin.Providers;

namespace WebPortal.Features.SocialLogin.Linking;

[RecentProof]
internal sealed class ConnectionsModel(
    ConnectionList connections,
    LoginUnlinking unlinking,
    SocialProviders providers,
    SocialStart start,
    ProviderSignOut signOut
) : PageModel
{
    internal IReadOnlyList<Connection> Connections { get; private set; } = [];

    internal IReadOnlyList<SocialProvider> Providers { get; private set; } = [];

    public string? SignOutProvider { get; private set; }

    public async Task OnGetAsync()
    {
        Connections = await connections.OfAsync(User.GetUserId());
        Providers = await providers.AllAsync();
        SignOutProvider = (await signOut.FindAsync(HttpContext))?.DisplayName;
    }

    public async Task<IActionResult> OnPostLinkAsync(string? provider)
    {
        var attempt = new Attempt(Purpose.Link, "/account/connections") { UserId = User.GetUserId() };
        await start.BeginAsync(HttpContext, provider, attempt);
        return new EmptyResult(); // The provider's handler has written the redirect.
    }

    public async Task<IActionResult> OnPostUnlinkAsync(string? provider, string? key)
    {
        var outcome = await unlinking.UnlinkAsync(User.GetUserId(), provider ?? "", key ?? "");
        return Redirect($"/account/connections?outcome={outcome}&with={Uri.EscapeDataString(provider ?? "")}");
    }
}
