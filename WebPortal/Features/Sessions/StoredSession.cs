using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebPortal.Features.Sessions;

/// <summary>
/// What Redis holds about a session beside its ticket: enough to list a user's sessions without a database. Every byte is paid a million times:
/// no user agent (long, and in the ledger), no user (whoever lists knows), no limits (in the state, where the scripts keep them).
/// </summary>
internal sealed record StoredSession(
    [property: JsonPropertyName("p")] string Provider,
    [property: JsonPropertyName("m")] string Amr,
    [property: JsonPropertyName("a")] long AuthTime,
    [property: JsonPropertyName("d")] string Device,
    [property: JsonPropertyName("i")] string Address,
    [property: JsonPropertyName("s")] long Started,
    [property: JsonPropertyName("k")] bool Keep
)
{
    public static StoredSession From(UserSession s) =>
        new(
            s.Provider,
            s.Amr,
            s.AuthTime.ToUnixTimeMilliseconds(),
            s.Device,
            s.Address,
            s.Started.ToUnixTimeMilliseconds(),
            s.Keep
        );

    /// <param name="userId">Whose it is.</param>
    /// <param name="id">Its public id.</param>
    /// <param name="state">The state field beside it: "epoch everybody seen idle end", the last three in ms.</param>
    public UserSession ToSession(string userId, string id, string state) =>
        state.Split(' ') is [_, _, _, var idle, var ends]
            ? new(
                id,
                userId,
                Provider,
                Amr,
                DateTimeOffset.FromUnixTimeMilliseconds(AuthTime),
                Device,
                "",
                Address,
                DateTimeOffset.FromUnixTimeMilliseconds(Started),
                TimeSpan.FromMilliseconds(long.Parse(idle, CultureInfo.InvariantCulture)),
                DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(ends, CultureInfo.InvariantCulture)),
                Keep
            )
            : throw new FormatException("The state of a session has not five parts.");

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.StoredSession);

    public static StoredSession? Parse(byte[]? bytes) =>
        bytes is null ? null : JsonSerializer.Deserialize(bytes, SessionJson.Default.StoredSession);
}
