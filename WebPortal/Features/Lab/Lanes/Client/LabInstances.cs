using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace WebPortal.Features.Lab.Lanes.Client;

/// <summary>Where the lanes are reached: the configured instances in turn, or this one.</summary>
internal sealed class LabInstances(IServer server, IOptions<LabOptions> options)
{
    private IReadOnlyList<Uri>? _all;
    private int _turn;

    public IReadOnlyList<Uri> All => _all ??= Read();

    public Uri Own => Local(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The next in turn, without affinity.</summary>
    public Uri Next() => All[(int)((uint)Interlocked.Increment(ref _turn) % All.Count)];

    private List<Uri> Read() =>
        options.Value.Instances is { Count: > 0 } configured ? [.. configured.Select(a => new Uri(a))] : [Own];

    private static Uri Local(string address)
    {
        var uri = new Uri(address.Replace("*", "localhost").Replace("+", "localhost"));
        return new UriBuilder(uri.Scheme, "localhost", uri.Port).Uri;
    }
}
