using Microsoft.Playwright;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Browser;

/// <summary>What a person without a mouse does.</summary>
internal static class Keyboard
{
    /// <summary>Tab, until the control has the focus; fails when it is never reached.</summary>
    public static async Task TabToAsync(this BrowserVisitor visitor, ILocator control)
    {
        for (var i = 0; i < 80; i++)
        {
            if (await control.EvaluateAsync<bool>("control => control === document.activeElement"))
                return;
            await visitor.Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"{control} is not reached by Tab.");
    }

    public static async Task PressAsync(this BrowserVisitor visitor, ILocator control)
    {
        await visitor.TabToAsync(control);
        await visitor.Page.Keyboard.PressAsync("Enter");
    }
}
