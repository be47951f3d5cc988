using System.Collections.Concurrent;
using System.Net;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Race;

/// <summary>People with a token of their own who did nothing. When the signing key goes, so do they; here they are counted.</summary>
internal sealed class Bystanders(LabIssuer issuer, LabHttp http, LabInstances instances)
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

    public async Task<int> CountOutAsync(string run, CancellationToken ct) =>
        _tokens.TryRemove(run, out var tokens) ? await CountAsync(tokens, HttpStatusCode.Unauthorized, ct) : 0;

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
