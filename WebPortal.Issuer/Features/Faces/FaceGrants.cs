using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Issuer.Data;
using WebPortal.Issuer.Features.Tokens;
using WebPortal.Issuer.Security;

namespace WebPortal.Issuer.Features.Faces;

/// <summary>What the token request must repeat of the authorization request.</summary>
internal sealed record Redemption(Face Face, string ClientId, string? Code, string? RedirectUri, string? CodeVerifier);

/// <summary>Codes of the faces (one minute, one use) and the access tokens made from them. At rest there are only hashes.</summary>
internal sealed class FaceGrants(IssuerDbContext db, TimeProvider clock)
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);

    public async Task<string> IssueCodeAsync(FaceRequest request, Person person, Fault fault, CancellationToken ct)
    {
        var code = RandomValue.Create();
        db.FaceGrants.Add(
            new FaceGrant
            {
                CodeHash = RandomValue.Hash(code),
                Face = request.Face.Key,
                ClientId = request.ClientId,
                RedirectUri = request.RedirectUri,
                Subject = person.Subject,
                Scopes = string.Join(' ', Faults.Without(fault, request.Scopes, request.Face.EmailScope)),
                CodeChallenge = request.CodeChallenge,
                Nonce = request.Nonce,
                Fault = fault.ToString(),
                CodeExpiresAt = clock.GetUtcNow() + CodeLifetime,
            }
        );
        await db.SaveChangesAsync(ct);
        return code;
    }

    public Task RevokeCodeAsync(string code)
    {
        var now = clock.GetUtcNow();
        var hash = RandomValue.Hash(code);
        return db
            .FaceGrants.Where(g => g.CodeHash == hash)
            .ExecuteUpdateAsync(g => g.SetProperty(e => e.RevokedAt, now));
    }

    /// <summary>Takes the code, once. A second use is a stolen code or a replay: it gives nothing and ends the first one's token.</summary>
    public async Task<FaceGrant?> RedeemAsync(Redemption redemption, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = RandomValue.Hash(redemption.Code ?? "");
        var grant = await db
            .FaceGrants.AsNoTracking()
            .SingleOrDefaultAsync(g => g.CodeHash == hash && g.Face == redemption.Face.Key, ct);
        // Another client's code is not spent by this one: that would let anybody burn codes.
        if (grant is null || grant.ClientId != redemption.ClientId)
            return null;
        // One statement decides: of ten requests at once, one finds the row unredeemed.
        var won = await db
            .FaceGrants.Where(g => g.CodeHash == hash && g.RedeemedAt == null)
            .ExecuteUpdateAsync(g => g.SetProperty(e => e.RedeemedAt, now), ct);
        if (won == 0)
        {
            await db
                .FaceGrants.Where(g => g.CodeHash == hash)
                .ExecuteUpdateAsync(g => g.SetProperty(e => e.RevokedAt, now), ct);
            return null;
        }
        var right =
            grant.CodeExpiresAt > now
            && grant.RevokedAt is null
            && grant.RedirectUri == redemption.RedirectUri
            && VerifierFits(grant.CodeChallenge, redemption.CodeVerifier);
        return right ? grant : null;
    }

    public async Task<string> IssueTokenAsync(FaceGrant grant, Face face, CancellationToken ct)
    {
        var token = face.TokenPrefix + RandomValue.Create();
        var expires = clock.GetUtcNow() + face.TokenLifetime;
        await db
            .FaceGrants.Where(g => g.CodeHash == grant.CodeHash)
            .ExecuteUpdateAsync(
                g =>
                    g.SetProperty(e => e.TokenHash, RandomValue.Hash(token))
                        .SetProperty(e => e.TokenExpiresAt, expires),
                ct
            );
        return token;
    }

    public async Task<(Person Person, string[] Scopes)?> FindByTokenAsync(Face face, string token, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = RandomValue.Hash(token);
        var grant = await db
            .FaceGrants.AsNoTracking()
            .SingleOrDefaultAsync(
                g => g.TokenHash == hash && g.Face == face.Key && g.RevokedAt == null && g.TokenExpiresAt > now,
                ct
            );
        var person = grant is null ? null : await PersonOfAsync(grant, ct);
        return person is null ? null : (person, grant!.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    public async Task<bool> RevokeTokenAsync(Face face, string token, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = RandomValue.Hash(token);
        return await db
                .FaceGrants.Where(g => g.TokenHash == hash && g.Face == face.Key)
                .ExecuteUpdateAsync(g => g.SetProperty(e => e.RevokedAt, now), ct) > 0;
    }

    public Task<Person?> PersonOfAsync(FaceGrant grant, CancellationToken ct) =>
        db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Subject == grant.Subject && !p.Disabled, ct);

    // A verifier for a code without challenge is a downgrade: somebody took the challenge off on the way (RFC 9700, 2.1.1).
    private static bool VerifierFits(string? challenge, string? verifier) =>
        (challenge, verifier) switch
        {
            (null, null) => true,
            (not null, { Length: >= 43 and <= 128 }) => CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
                Encoding.ASCII.GetBytes(challenge)
            ),
            _ => false,
        };
}
