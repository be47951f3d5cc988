namespace WebPortal.Features.Account;

internal sealed class AccountOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Account";

    /// <summary>How old the last proof of identity may be for what needs a recent one.</summary>
    public TimeSpan ProofMaxAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a link in a mail works. Each works once.</summary>
    public TimeSpan MailLinkLifetime { get; set; } = TimeSpan.FromHours(1);
}
