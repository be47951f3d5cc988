using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Browser.Looks;

/// <summary>One page in one state.</summary>
/// <param name="Route">The page's route, as the application names it.</param>
/// <param name="Name">Of its picture.</param>
/// <param name="OpenAsync">Brings the visitor there; null: the route is the address.</param>
internal sealed record Look(string Route, string Name, Func<BrowserVisitor, Scene, Task>? OpenAsync = null)
{
    public static Look At(string route, string name, Func<Scene, string> address) =>
        new(route, name, (visitor, scene) => visitor.GoAsync(address(scene)));

    public async Task ShowAsync(BrowserVisitor visitor, Scene scene)
    {
        if (OpenAsync is null)
            await visitor.GoAsync("/" + Route);
        else
            await OpenAsync(visitor, scene);
    }
}
