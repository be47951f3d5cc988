using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WebPortal.Features.Lab.Lanes.Client;
using WebPortal.Features.Lab.Lanes.People;
using WebPortal.Features.Lab.Wire;

namespace WebPortal.Features.Lab.Lanes.Issuer;

/// <summary>What the lab asks of the issuer as a machine, over HTTP: people for a race, the end of sessions, keys; see docs/issuer.md.</summary>
internal sealed class LabIssuer(LabHttp http, IOptions<LabOptions> options, TimeProvider time) : IDisposable
{
    public const string Operator = "webportal-lab";
    public const string Api = "webportal-api";

    private readonly SemaphoreSlim _one = new(1);
    private (string Value, DateTimeOffset Ends)? _token;

    private LabIssuerOptions Options => options.Value.Issuer;

    public bool IsSet => Options.IsSet;

    public async Task<LabPerson> AddPersonAsync(bool administrator, CancellationToken ct)
    {
        using var person = await OperateAsync($"people?administrator={(administrator ? "true" : "false")}", ct);
        var root = person!.RootElement;
        return new LabPerson(
            root.GetProperty("subject").GetString()!,
            root.GetProperty("login").GetString()!,
            root.GetProperty("password").GetString()!,
            administrator
        );
    }

    /// <summary>Ends the sessions that the person has at the issuer, and leaves grants that were allowed offline.</summary>
    public async Task EndPersonSessionsAsync(string subject, CancellationToken ct)
    {
        using var sessions = await OperateAsync(HttpMethod.Get, $"people/{Escape(subject)}/sessions", ct);
        foreach (var session in sessions!.RootElement.EnumerateArray())
            await DoAsync($"sessions/{Escape(session.GetProperty("sid").GetString()!)}/end", ct);
    }

    public Task EndPersonAsync(string subject, CancellationToken ct) => DoAsync($"people/{Escape(subject)}/end", ct);

    public Task DemoteAsync(string subject, CancellationToken ct) => DoAsync($"people/{Escape(subject)}/demote", ct);

    public Task ForgetAsync(string subject, CancellationToken ct) => DoAsync($"people/{Escape(subject)}/forget", ct);

    /// <summary>The refresh tokens that the person was ever given, oldest first.</summary>
    public async Task<List<FamilyToken>> RefreshTokensAsync(string subject, CancellationToken ct)
    {
        using var tokens = await OperateAsync(HttpMethod.Get, $"people/{Escape(subject)}/refresh-tokens", ct);
        return tokens!.Deserialize<List<FamilyToken>>(JsonSerializerOptions.Web)!;
    }

    /// <summary>How much hangs on the signing keys at this moment.</summary>
    public async Task<KeyHolders> KeyHoldersAsync(CancellationToken ct)
    {
        using var holders = await OperateAsync(HttpMethod.Get, "signing-keys/holders", ct);
        return holders!.Deserialize<KeyHolders>(JsonSerializerOptions.Web)!;
    }

    /// <summary>A new key signs, and the old one is taken back at once.</summary>
    public async Task RotateAsync(CancellationToken ct)
    {
        await DoAsync("signing-keys/replace", ct);
        _token = null; // Signed with the key that is gone.
    }

    /// <summary>The answer of the token, introspection or revocation endpoint.</summary>
    public async Task<(HttpStatusCode Status, JsonDocument? Answer)> PostAsync(
        string endpoint,
        string clientId,
        IEnumerable<KeyValuePair<string, string>> fields,
        CancellationToken ct
    )
    {
        var secret = Options.Secrets.GetValueOrDefault(clientId);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(Options.Issuer), endpoint));
        request.Content = new FormUrlEncodedContent(
            secret is null ? fields.Append(new("client_id", clientId)) : fields
        );
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Escape(clientId)}:{Escape(secret)}"))
            );
        using var response = await http.Client.SendAsync(request, ct);
        var body = await response.Content.ReadAsStringAsync(ct);
        return (
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonDocument.Parse(body) : null
        );
    }

    /// <summary>A token that the operator's machine gets for itself: an innocent bystander of a key rotation.</summary>
    public async Task<string> MachineTokenAsync(string scope, CancellationToken ct)
    {
        var (status, answer) = await PostAsync(
            "connect/token",
            Operator,
            [new("grant_type", "client_credentials"), new("scope", scope)],
            ct
        );
        using (answer)
        {
            if (status != HttpStatusCode.OK || answer is null)
                throw new LabFailure($"The issuer refused its operator: {(int)status}.");
            return answer.RootElement.GetProperty("access_token").GetString()!;
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task DoAsync(string operation, CancellationToken ct) =>
        (await OperateAsync(operation, ct))?.Dispose();

    private Task<JsonDocument?> OperateAsync(string operation, CancellationToken ct) =>
        OperateAsync(HttpMethod.Post, operation, ct);

    private async Task<JsonDocument?> OperateAsync(HttpMethod method, string operation, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(
                method,
                new Uri(new Uri(Options.Issuer), "operations/" + operation)
            );
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(ct));
            using var response = await http.Client.SendAsync(request, ct);
            if (response.StatusCode == HttpStatusCode.Unauthorized && attempt == 1)
            {
                _token = null; // Another instance rotated the key.
                continue;
            }
            if (!response.IsSuccessStatusCode)
                throw new LabFailure($"The issuer answered {operation.Split('/')[0]} with {(int)response.StatusCode}.");
            return response.StatusCode == HttpStatusCode.NoContent
                ? null
                : JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
        }
    }

    private async Task<string> TokenAsync(CancellationToken ct)
    {
        if (_token is { } known && known.Ends > time.GetUtcNow())
            return known.Value;
        await _one.WaitAsync(ct);
        try
        {
            var value = await MachineTokenAsync("issuer.operate", ct);
            _token = (value, time.GetUtcNow().AddMinutes(1));
            return value;
        }
        finally
        {
            _one.Release();
        }
    }

    private static string Escape(string value) => Uri.EscapeDataString(value);
}
