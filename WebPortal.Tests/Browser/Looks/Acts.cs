using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using WebPortal.Features.Mail;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Browser.Looks;

/// <summary>What a visitor does to bring a page into the state that is looked at.</summary>
internal static class Acts
{
    // One newcomer for each browser.
    private static readonly ConditionalWeakTable<BrowserVisitor, string> Newcomers = [];

    public static string NewAddress(BrowserVisitor visitor) =>
        Newcomers.GetValue(visitor, _ => $"n{Guid.NewGuid():N}"[..12] + "@example.net");

    /// <summary>Fills in the form on the page and sends it, past what the browser itself would refuse.</summary>
    public static async Task FillAsync(
        BrowserVisitor visitor,
        string button,
        params (string Label, string Value)[] fields
    )
    {
        foreach (var (label, value) in fields)
            await visitor.Page.Locator("main").GetByLabel(label, new() { Exact = true }).FillAsync(value);
        await visitor
            .Page.Locator("main form")
            .EvaluateAllAsync<object?>("forms => { for (const form of forms) form.noValidate = true; }");
        var main = visitor.Page.Locator("main");
        await LeaveByAsync(visitor, main.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));
    }

    /// <summary>Opens the mail and its link.</summary>
    public static async Task FollowAsync(BrowserVisitor visitor, KeptLetter mail)
    {
        await visitor.GoAsync($"/dev/mailbox/{mail.Id}");
        await LeaveByAsync(visitor, visitor.Page.Locator("pre a").First);
    }

    // Until the next page is there: a load event may be missed, a marked document cannot be mistaken for the next.
    private static async Task LeaveByAsync(BrowserVisitor visitor, ILocator control)
    {
        await visitor.Page.EvaluateAsync("() => { document.documentElement.dataset.left = '' }");
        await control.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("html:not([data-left]) main")).ToHaveCountAsync(1);
    }
}
