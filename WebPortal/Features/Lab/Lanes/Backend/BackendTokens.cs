using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using StackExchange.Redis;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.Backend;

/// <summary>The tokens that the backend holds for its sessions. The browser never sees one.</summary>
internal sealed class BackendTokens(
    IConnectionMultiplexer redis,
    IssuerKeys keys,
    CodeFlow flow,
    IOptions<LabOptions> options
)
{
    public const string Client = "lab-bff";
    public const string Claim = "tokens";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private IDatabase Database => redis.GetDatabase();

    /// <returns>The name under which they are kept: in the session's record, in no cookie.</returns>
    public async Task<string> KeepAsync(string access, string? refresh)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await WriteAsync(id, access, refresh);
        return id;
    }

    /// <summary>Who the access token says it is; null when there is none, or it counts no more.</summary>
    public async Task<ClaimsIdentity?> ReadAsync(string id, string scheme, CancellationToken ct)
    {
        if ((string?)await Database.HashGetAsync(Key(id), "access") is not { } token)
            return null;
        await keys.KnowAsync(token, ct);
        var parameters = LabJwt.Parameters(keys, options.Value.Issuer);
        parameters.AuthenticationType = scheme;
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, parameters);
        return result.IsValid ? result.ClaimsIdentity : null;
    }

    public Task RemoveAsync(string id) => Database.KeyDeleteAsync(Key(id));

    /// <summary>New tokens, which say what is true now.</summary>
    public async Task RefreshAsync(string id, CancellationToken ct)
    {
        if ((string?)await Database.HashGetAsync(Key(id), "refresh") is not { } refresh)
            return;
        if (await flow.RefreshAsync(Client, refresh, ct) is { } next)
            await WriteAsync(id, next.AccessToken, next.RefreshToken);
        else
            await RemoveAsync(id);
    }

    private async Task WriteAsync(string id, string access, string? refresh)
    {
        await Database.HashSetAsync(Key(id), [new("access", access), new("refresh", refresh ?? "")]);
        await Database.KeyExpireAsync(Key(id), Lifetime);
    }

    private static string Key(string id) => "lab:bff:" + id;
}
