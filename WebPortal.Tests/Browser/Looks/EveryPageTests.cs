using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Browser.Looks;

/// <summary>Every page in light, dark and on a phone: no accessibility violation, no overflow, nothing that the policy stops, no script error.</summary>
public sealed class EveryPageTests(PortalFixture portal, BrowserFixture browser)
{
    [Fact]
    public void No_page_is_forgotten()
    {
        var pages = portal
            .A.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is { } page && !IsLab(page))
            .Select(e => e.RoutePattern.RawText!.TrimStart('/'))
            .Distinct()
            .Order();
        Look[] looks = [.. PageList.ForStrangers, .. PageList.ForPeople, .. PageList.ForAdministrators];
        Assert.Equal(pages, looks.Select(l => l.Route).Concat(PageList.Elsewhere.Keys).Distinct().Order());
    }

    [Fact]
    public async Task Every_page_is_clean()
    {
        var scene = await Scene.SetAsync(portal);
        await LookAsync(scene, PageList.ForStrangers, null);
        await LookAsync(scene, PageList.ForPeople, await portal.A.MakeSessionAsync(scene.Person));
        var session = await portal.A.MakeSessionAsync(scene.Boss, administrator: true);
        await LookAsync(scene, PageList.ForAdministrators, session);
    }

    [Theory]
    [InlineData("main.append(document.createElement('img'))", "image-alt")]
    [InlineData("main.style.cssText = 'color: #777; background: #666'", "color-contrast")]
    [InlineData("main.style.width = '3000px'", "wider than the window")]
    [InlineData("console.error('Refused to apply inline style')", "Refused")]
    public async Task A_fault_is_found(string fault, string words)
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        await visitor.GoAsync("/");
        await visitor.Page.EvaluateAsync($"() => {{ const main = document.querySelector('main'); {fault}; }}");
        var found = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(visitor.AssertCleanAsync);
        Assert.Contains(words, found.Message, StringComparison.Ordinal);
    }

    private static bool IsLab(PageActionDescriptor page) =>
        page.ViewEnginePath.StartsWith("/Lab/", StringComparison.Ordinal);

    private async Task LookAsync(Scene scene, Look[] pages, string? session)
    {
        await using var visitor = await browser.OpenAsync(portal.A.Url);
        if (session is not null)
            await visitor.TakeSessionAsync(session);
        var wrong = new List<string>();
        foreach (var page in pages)
        {
            await page.ShowAsync(visitor, scene);
            try
            {
                await visitor.AssertCleanEverywhereAsync(page.Name);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                wrong.Add($"{page.Name}: {e.Message}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }
}
