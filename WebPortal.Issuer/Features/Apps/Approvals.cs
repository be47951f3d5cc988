using System.Text.Json;
using OpenIddict.Abstractions;
using WebPortal.Issuer.Features.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Apps;

/// <summary>What one click on Allow named: a person, a client, the door that it came through, and scopes.</summary>
/// <param name="Door">Null for the issuer's own; the key of a face otherwise. Each has a consent page of its own words.</param>
internal sealed record Approval(string Subject, string ClientId, string? Door, IReadOnlyCollection<string> Scopes);

/// <summary>
/// Remembers an Allow as a permanent authorization, so that the same is not asked twice. It only answers "must this be asked?": no token hangs on it,
/// each sign-in gets a grant of its own, and the end of a session or a replay ends that grant and not the approval.
/// </summary>
internal sealed class Approvals(
    IOpenIddictApplicationManager applications,
    IOpenIddictAuthorizationManager authorizations,
    Faults faults,
    TimeProvider clock
)
{
    private const string DoorProperty = "door";

    /// <summary>
    /// Whether an Allow for this client is remembered at all. Not for a public client: its id can be sent by anybody, and nothing tells whose redirect
    /// it is that comes back (RFC 6749, 10.2; RFC 8252, 8.6). Not while faults are offered either: their choice stands on the consent page.
    /// </summary>
    public async Task<bool> RemembersAsync(string clientId, CancellationToken ct) =>
        !faults.Offered
        && await applications.FindByClientIdAsync(clientId, ct) is { } client
        && await applications.HasClientTypeAsync(client, ClientTypes.Confidential, ct);

    /// <summary>Whether one earlier click named this client, by this door, and at least these scopes. Two clicks are never added up.</summary>
    public async Task<bool> CoverAsync(Approval asked, CancellationToken ct)
    {
        if (!await RemembersAsync(asked.ClientId, ct))
            return false;
        var application = await ApplicationIdAsync(asked.ClientId, ct);
        var found = authorizations.FindAsync(
            asked.Subject,
            application,
            Statuses.Valid,
            AuthorizationTypes.Permanent,
            [.. asked.Scopes],
            ct
        );
        await foreach (var authorization in found)
        {
            if (await DoorOfAsync(authorization, ct) == asked.Door)
                return true;
        }
        return false;
    }

    public async Task RememberAsync(Approval allowed, CancellationToken ct)
    {
        if (!await RemembersAsync(allowed.ClientId, ct) || await CoverAsync(allowed, ct))
            return;
        var descriptor = new OpenIddictAuthorizationDescriptor
        {
            ApplicationId = await ApplicationIdAsync(allowed.ClientId, ct),
            CreationDate = clock.GetUtcNow(),
            Status = Statuses.Valid,
            Subject = allowed.Subject,
            Type = AuthorizationTypes.Permanent,
        };
        descriptor.Scopes.UnionWith(allowed.Scopes);
        if (allowed.Door is { } door)
            descriptor.Properties[DoorProperty] = JsonSerializer.SerializeToElement(door);
        await authorizations.CreateAsync(descriptor, ct);
    }

    public async Task<string?> DoorOfAsync(object authorization, CancellationToken ct) =>
        (await authorizations.GetPropertiesAsync(authorization, ct)).TryGetValue(DoorProperty, out var door)
            ? door.GetString()
            : null;

    private async Task<string> ApplicationIdAsync(string clientId, CancellationToken ct) =>
        (await applications.GetIdAsync((await applications.FindByClientIdAsync(clientId, ct))!, ct))!;
}
