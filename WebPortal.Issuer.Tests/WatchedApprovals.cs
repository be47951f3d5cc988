using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;

namespace WebPortal.Tests.Integration.Issuer;

#pragma warning disable CA1852, CA2012 // DispatchProxy derives from it at run time, and hands its answers on as objects.
/// <summary>OpenIddict's own authorizations, with a door where one that was found is looked at.</summary>
internal class WatchedApprovals : DispatchProxy
{
    private IOpenIddictAuthorizationManager _inner = null!;
    private Func<Task?> _step = null!;

    public static void Watch(IServiceCollection services, Func<Task?> step)
    {
        var original = services.Last(d => d.ServiceType == typeof(IOpenIddictAuthorizationManager));
        services.AddScoped(p =>
        {
            var proxy = Create<IOpenIddictAuthorizationManager, WatchedApprovals>();
            var watched = (WatchedApprovals)(object)proxy;
            watched._inner = (IOpenIddictAuthorizationManager)original.ImplementationFactory!(p);
            watched._step = step;
            return proxy;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IOpenIddictAuthorizationManager.GetPropertiesAsync)
            ? LookAsync(args![0]!, (CancellationToken)args[1]!)
            : targetMethod.Invoke(_inner, args);

    private async ValueTask<ImmutableDictionary<string, JsonElement>> LookAsync(
        object authorization,
        CancellationToken ct
    )
    {
        if (_step() is { } step)
            await step;
        return await _inner.GetPropertiesAsync(authorization, ct);
    }
}
