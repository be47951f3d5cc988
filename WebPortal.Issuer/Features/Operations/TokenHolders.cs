using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using WebPortal.Issuer.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace WebPortal.Issuer.Features.Operations;

/// <summary>What the issuer knows of the tokens it gave: a person's refresh tokens, and how much hangs on the signing keys.</summary>
internal static class TokenHolders
{
    // Enough to tell tokens apart; the whole hash is what the store looks a token up by.
    private const int FingerprintLength = 8;

    public static void MapTokenHolders(this RouteGroupBuilder operations)
    {
        operations.MapGet("/people/{subject}/refresh-tokens", RefreshTokensAsync);
        operations.MapGet("/signing-keys/holders", HoldersAsync);
    }

    private static async Task<IResult> RefreshTokensAsync(
        string subject,
        IOpenIddictTokenManager tokens,
        CancellationToken ct
    )
    {
        var family = new List<FamilyToken>();
        await foreach (var token in tokens.FindBySubjectAsync(subject, ct))
        {
            if (await tokens.HasTypeAsync(token, TokenTypeIdentifiers.RefreshToken, ct))
                family.Add(
                    new FamilyToken(
                        (await tokens.GetReferenceIdAsync(token, ct) ?? "")[..FingerprintLength],
                        (await tokens.GetStatusAsync(token, ct))!.ToLower(CultureInfo.InvariantCulture),
                        await tokens.GetCreationDateAsync(token, ct),
                        await tokens.GetRedemptionDateAsync(token, ct),
                        await tokens.GetExpirationDateAsync(token, ct)
                    )
                );
        }
        return Results.Json(family.OrderBy(t => t.Used is null).ThenBy(t => t.Used).ThenBy(t => t.Issued));
    }

    private static async Task<IResult> HoldersAsync(IssuerDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var live = db.Set<OpenIddictEntityFrameworkCoreToken>()
            .Where(t =>
                t.Type == TokenTypeIdentifiers.AccessToken && t.Status == Statuses.Valid && t.ExpirationDate > now
            );
        return Results.Json(
            new
            {
                tokens = await live.CountAsync(ct),
                holders = await live.Select(t => t.Subject).Distinct().CountAsync(ct),
            }
        );
    }

    private sealed record FamilyToken(
        string Fingerprint,
        string Status,
        DateTimeOffset? Issued,
        DateTimeOffset? Used,
        DateTimeOffset? Ends
    );
}
