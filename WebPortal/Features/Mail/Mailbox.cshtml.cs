using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WebPortal.Features.Mail;

/// <summary>Has no route outside of Development (see <see cref="MailModule"/>).</summary>
[AllowAnonymous]
internal sealed partial class MailboxModel(Mailbox mailbox) : PageModel
{
    internal IReadOnlyList<KeptLetter> Letters { get; private set; } = [];

    internal KeptLetter? Open { get; private set; }

    /// <summary>The open mail's text, cut where links begin and end.</summary>
    internal IEnumerable<(string Text, bool IsLink)> Parts =>
        LinkPattern().Split(Open!.Letter.Text).Select(part => (part, LinkPattern().IsMatch(part)));

    public IActionResult OnGet(int? id)
    {
        Letters = mailbox.All;
        Open = id is { } wanted ? mailbox.Find(wanted) : null;
        return id is not null && Open is null ? NotFound() : Page();
    }

    [GeneratedRegex(@"(?<link>https?://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkPattern();
}
