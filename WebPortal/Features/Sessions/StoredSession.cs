using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebPortal.Features.Sessions;

/// <summary>What Redis holds about a session beside its ticket: enough to list a user's sessions without a database. No user agent: it is long, and in the ledger.</summary>
internal sealed record StoredSession(
    [property: JsonPropertyName("u")] string UserId,
    [property: JsonPropertyName("p")] string Provider,
    [property: JsonPropertyName("m")] string Amr,
    [property: JsonPropertyName("a")] long AuthTime,
    [property: JsonPropertyName("d")] string Device,
    [property: JsonPropertyName("i")] string Address,
    [property: JsonPropertyName("s")] long Started,
    [property: JsonPropertyName("l")] long IdleMs,
    [property: JsonPropertyName("e")] long Ends,
    [property: JsonPropertyName("k")] bool Keep
)
{
    public static StoredSession From(UserSession s) =>
        new(
            s.UserId,
            s.Provider,
            s.Amr,
            s.AuthTime.ToUnixTimeMilliseconds(),
            s.Device,
            s.Address,
            s.Started.ToUnixTimeMilliseconds(),
            (long)s.IdleLimit.TotalMilliseconds,
            s.Ends.ToUnixTimeMilliseconds(),
            s.Keep
        );

    public UserSession ToSession(string id) =>
        new(
            id,
            UserId,
            Provider,
            Amr,
            DateTimeOffset.FromUnixTimeMilliseconds(AuthTime),
            Device,
            "",
            Address,
            DateTimeOffset.FromUnixTimeMilliseconds(Started),
            TimeSpan.FromMilliseconds(IdleMs),
            DateTimeOffset.FromUnixTimeMilliseconds(Ends),
            Keep
        );

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.StoredSession);

    public static StoredSession? Parse(byte[]? bytes) =>
        bytes is null ? null : JsonSerializer.Deserialize(bytes, SessionJson.Default.StoredSession);
}
