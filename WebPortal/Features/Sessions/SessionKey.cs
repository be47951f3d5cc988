using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace WebPortal.Features.Sessions;

/// <summary>
/// What the cookie holds: <c>tag.secret</c>, 55 characters. A bearer credential: never stored, logged or shown.
/// <para><b>Tag</b>: the first 64 bits of SHA-256 over the user id; keeps all of one user in one Redis Cluster slot.</para>
/// <para><b>Secret</b>: 256 bits from a CSPRNG (ASVS 5.0 7.2.3 asks for 128).</para>
/// </summary>
internal readonly struct SessionKey
{
    private const int TagLength = 11;
    private const int SecretLength = 43;

    /// <summary>Length of a well-formed key, in characters.</summary>
    public const int Length = TagLength + 1 + SecretLength;

    private static readonly SearchValues<char> Base64Url = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    private readonly string _value;

    private SessionKey(string value) => _value = value;

    /// <summary>A new key for <paramref name="userId"/>; no two calls give the same one.</summary>
    public static SessionKey Create(string userId) =>
        new($"{TagOf(userId)}.{Base64UrlEncode(RandomNumberGenerator.GetBytes(32))}");

    /// <summary>Whether <paramref name="value"/> has the shape of a key. What has not never reaches Redis.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out SessionKey key)
    {
        key = default;
        if (value is not { Length: Length } || value[TagLength] != '.')
            return false;
        if (
            value.AsSpan(0, TagLength).ContainsAnyExcept(Base64Url)
            || value.AsSpan(TagLength + 1).ContainsAnyExcept(Base64Url)
        )
            return false;
        key = new SessionKey(value);
        return true;
    }

    /// <summary>Where the session lives; public, and useless as a credential.</summary>
    public SessionReference Reference
    {
        get
        {
            // The characters are hashed, not the bytes they decode to: base64url has several spellings of some values.
            Span<byte> secret = stackalloc byte[SecretLength];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            Encoding.ASCII.GetBytes(_value.AsSpan(TagLength + 1), secret);
            SHA256.HashData(secret, hash);
            return new SessionReference(_value[..TagLength], Base64UrlEncode(hash[..16]));
        }
    }

    /// <summary>The cookie's value. Named so that a careless interpolation prints no secret (see <see cref="ToString"/>).</summary>
    public string Reveal() => _value;

    public override string ToString() => "(session key)";

    internal static string TagOf(string userId) =>
        Base64UrlEncode(SHA256.HashData(Encoding.UTF8.GetBytes(userId)).AsSpan(0, 8));

    private static string Base64UrlEncode(ReadOnlySpan<byte> bytes) =>
        System.Buffers.Text.Base64Url.EncodeToString(bytes);
}

/// <summary>Names one session: the tag of its user, and its public id (128 bits of the secret's hash, 22 characters).</summary>
internal readonly record struct SessionReference(string Tag, string Id)
{
    public static SessionReference Of(string userId, string id) => new(SessionKey.TagOf(userId), id);
}
