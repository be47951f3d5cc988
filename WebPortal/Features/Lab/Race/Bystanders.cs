using System.Collections.Concurrent;
using System.Net;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Race;

/// <summary>People with a token of their own who did nothing. When the signing key goes, so do they; here they are counted.</summary>
internal sealed class Bystanders(LabIssuer issuer, LabHttp http, LabInstances instances, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, List<string>> _tokens = new(StringComparer.Ordinal);

    /// <returns>How many are in.</returns>
    public async Task<int> SignInAsync(string run, int count, CancellationToken ct)
    {
        if (!issuer.IsSet)
            return 0;
        var tokens = new List<string>();
        for (var i = 0; i < count; i++)
            tokens.Add(await issuer.MachineTokenAsync("api", ct));
        _tokens[run] = tokens;
        return await CountAsync(tokens, HttpStatusCode.OK, ct);
    }

    /// <summary>Everybody whose tokens hang on the key, these and others.</summary>
    public async Task<KeyHolders?> HoldersAsync(CancellationToken ct) =>
        issuer.IsSet ? await issuer.KeyHoldersAsync(ct) : null;

    /// <summary>How many are refused, at the latest two seconds after the rotation: the other instances hear of it a moment later.</summary>
    public async Task<int> CountOutAsync(string run, CancellationToken ct)
    {
        if (!_tokens.TryRemove(run, out var tokens))
            return 0;
        var before = time.GetTimestamp();
        int refused;
        do refused = await CountAsync(tokens, HttpStatusCode.Unauthorized, ct);
        while (refused < tokens.Count && time.GetElapsedTime(before) < TimeSpan.FromSeconds(2));
        return refused;
    }

    private async Task<int> CountAsync(List<string> tokens, HttpStatusCode status, CancellationToken ct)
    {
        var count = 0;
        foreach (var token in tokens)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(instances.Next(), "/lab/api/j"));
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            using var response = await http.Client.SendAsync(request, ct);
            count += response.StatusCode == status ? 1 : 0;
        }
        return count;
    }
}
