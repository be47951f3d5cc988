namespace WebPortal.Data;

/// <summary>Something that happened, for the record. Append-only. Holds no secret, token or cookie value.</summary>
internal sealed class AuditEvent
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>One of <see cref="AuditKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>Who did it; null for an anonymous visitor or the portal itself.</summary>
    public string? ActorId { get; set; }

    /// <summary>Whom it was done to.</summary>
    public string? SubjectId { get; set; }

    /// <summary>Public id of the session concerned.</summary>
    public string? SessionId { get; set; }

    public string Address { get; set; } = "";

    /// <summary>Why, or what exactly; up to 400 characters.</summary>
    public string Detail { get; set; } = "";
}

/// <summary>The closed list of events, so that each can be searched for.</summary>
internal static class AuditKinds
{
    public const string Registered = "registered";
    public const string EmailConfirmed = "e-mail confirmed";
    public const string SignedIn = "signed in";
    public const string SignInFailed = "sign-in failed";
    public const string SignInThrottled = "sign-in throttled";
    public const string SignedOut = "signed out";
    public const string PasswordChanged = "password changed";
    public const string PasswordReset = "password reset";
    public const string PasswordResetAsked = "password reset asked";
    public const string ProfileChanged = "profile changed";
    public const string EmailChangeAsked = "e-mail change asked";
    public const string EmailChanged = "e-mail changed";
    public const string ProvenAgain = "identity proven again";
    public const string ProofFailed = "identity proof failed";
    public const string LoginLinked = "login linked";
    public const string LoginUnlinked = "login unlinked";
    public const string StateMismatch = "state mismatch";
    public const string SessionEnded = "session ended";
    public const string SessionsEnded = "sessions ended";
    public const string EverybodyEnded = "everybody signed out";
    public const string RoleChanged = "role changed";
    public const string Disabled = "account disabled";
    public const string Enabled = "account enabled";
    public const string Deleted = "account deleted";
    public const string Exported = "data exported";

    public static readonly IReadOnlyList<string> All =
    [
        Registered,
        EmailConfirmed,
        SignedIn,
        SignInFailed,
        SignInThrottled,
        SignedOut,
        PasswordChanged,
        PasswordReset,
        PasswordResetAsked,
        ProfileChanged,
        EmailChangeAsked,
        EmailChanged,
        ProvenAgain,
        ProofFailed,
        LoginLinked,
        LoginUnlinked,
        StateMismatch,
        SessionEnded,
        SessionsEnded,
        EverybodyEnded,
        RoleChanged,
        Disabled,
        Enabled,
        Deleted,
        Exported,
    ];
}
