using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Features.Lab.Tokens.Encryption;
using WebPortal.Features.Lab.Tokens.Making;

namespace WebPortal.Features.Lab.Tokens;

[AllowAnonymous]
[BoundedForm]
internal sealed class EncryptModel(DemoKeys keys, TimeProvider time) : PageModel
{
    [BindProperty]
    public string? Jwe { get; set; }

    [BindProperty]
    public string Management { get; set; } = "dir";

    public Opened Opened { get; private set; } = null!;

    public int SignedBytes => Opened.Content?.Length ?? 0;

    public double Growth => (double)(Jwe?.Trim().Length ?? 0) / Math.Max(1, SignedBytes);

    public void OnGet() => Make();

    public void OnPost(string? act)
    {
        if (act == "new")
        {
            ModelState.Clear();
            Make();
        }
        else
        {
            Open();
        }
    }

    private JsonWebKey Key => Management == keys.Recipient.Alg ? keys.Recipient : keys.Direct;

    private void Make()
    {
        Jwe = EncryptedTokens.Encrypt(TokenPresets.Good(keys.Ecdsa, LabClaims.At(time.GetUtcNow())), Key);
        Open();
    }

    private void Open() => Opened = EncryptedTokenVerifier.Open(Jwe?.Trim() ?? "", [keys.Direct, keys.Recipient]);
}
