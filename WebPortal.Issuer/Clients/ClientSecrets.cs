using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Clients;

/// <summary>The secret of a confidential client: the configured one, or one of 256 bits made once and kept owner-only.</summary>
internal sealed class ClientSecrets(IOptions<IssuerOptions> options, DataDirectory data)
{
    public string Of(string clientId)
    {
        var client =
            options.Value.Client(clientId)
            ?? throw new ArgumentException($"There is no client '{clientId}'.", nameof(clientId));
        if (client.Public)
            throw new ArgumentException($"The client '{clientId}' is public: it has no secret.", nameof(clientId));
        return client.Secret
            ?? OwnerOnly.ReadOrCreate(
                data.File("secrets", clientId),
                () => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32))
            );
    }
}
