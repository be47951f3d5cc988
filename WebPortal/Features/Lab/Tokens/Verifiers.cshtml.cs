using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WebPortal.Features.Lab.Tokens.Verifiers;

namespace WebPortal.Features.Lab.Tokens;

[AllowAnonymous]
internal sealed class VerifiersModel(DemoKeys keys, TimeProvider time) : PageModel
{
    private const string Folder = "WebPortal/Features/Lab/Tokens/Verifiers/";

    public static readonly RepositorySource Article = RepositorySource.Read(Folder + "ArticleVerifier.cs", "///");

    public static readonly RepositorySource Right = RepositorySource.Read(Folder + "RightVerifier.cs", "///");

    public static readonly RepositorySource Portable = RepositorySource.Read(
        "WebPortal/wwwroot/lab-tokens-portable.js",
        "//"
    );

    public IReadOnlyList<TrialRow> Trial { get; private set; } = [];

    public async Task OnGetAsync() => Trial = await VerifierTrial.RunAsync(keys, time.GetUtcNow());
}
