using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebPortal.Features.Sessions;

/// <summary>What ended a session. Stored by number: append, never reorder.</summary>
internal enum EndReason
{
    SignedOut = 1,
    EndedByUser = 2,
    Revoked = 3,
    AllEnded = 4,
    Idle = 5,
    AbsoluteLimit = 6,
    CapReached = 7,
    PasswordChanged = 8,
    SecondFactorChanged = 9,
    RoleChanged = 10,
    AccountDisabled = 11,
    AccountDeleted = 12,
    LoginRemoved = 13,
    ProviderSaidSo = 14,
    Replaced = 15,

    /// <summary>The sign-in was overtaken: the account's sessions were ended while it was under way.</summary>
    Overtaken = 16,
}

/// <summary>Who ended a session, when and why. Kept in Redis for a day and in the ledger for good.</summary>
/// <param name="Reason">What kind of end.</param>
/// <param name="At">When.</param>
/// <param name="By">User id of who did it; null when the portal itself did.</param>
/// <param name="Words">The administrator's own words, shown to the person.</param>
/// <param name="Successor">For <see cref="EndReason.Replaced"/>: the id that took its place, so that a revoke of the old one reaches the new one.</param>
internal sealed record SessionEnd(
    [property: JsonPropertyName("r")] EndReason Reason,
    [property: JsonPropertyName("t")] DateTimeOffset At,
    [property: JsonPropertyName("b")] string? By = null,
    [property: JsonPropertyName("w")] string? Words = null,
    [property: JsonPropertyName("s")] string? Successor = null
)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.SessionEnd);

    public static SessionEnd? Parse(byte[]? bytes) =>
        bytes is null ? null : JsonSerializer.Deserialize(bytes, SessionJson.Default.SessionEnd);
}

[JsonSerializable(typeof(SessionEnd))]
[JsonSerializable(typeof(SessionChange))]
[JsonSerializable(typeof(StoredSession))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class SessionJson : JsonSerializerContext;
