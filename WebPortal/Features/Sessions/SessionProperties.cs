using System.Globalization;
using Microsoft.AspNetCore.Authentication;

namespace WebPortal.Features.Sessions;

/// <summary>What a sign-in may say about the session that it starts, through <see cref="AuthenticationProperties"/>.</summary>
internal static class SessionProperties
{
    private const string Epoch = ".session.epoch";
    private const string Rotation = ".session.rotation";
    private const string Provider = ".session.provider";
    private const string Amr = ".session.amr";
    private const string AuthTime = ".session.auth_time";
    private const string Ends = ".session.ends";
    private const string Subject = ".session.sub";
    private const string Sid = ".session.sid";

    /// <summary>The epoch read before the proof of identity was checked. Without it, "end all" does not win over a sign-in in flight.</summary>
    public static AuthenticationProperties BegunAt(this AuthenticationProperties properties, SessionEpoch epoch) =>
        properties.With(Epoch, epoch.ToString());

    /// <summary>
    /// This is a new key for the same sign-in (step-up, changed password): only while the present session is alive, and not past its absolute end.
    /// What is not said anew (how and when the person proved who they are, whether to keep them signed in) stays as it was.
    /// </summary>
    public static AuthenticationProperties AsRotation(this AuthenticationProperties properties) =>
        properties.With(Rotation, "1");

    /// <summary>How the person came in: "Password", or a social provider's name; methods by RFC 8176; and when.</summary>
    public static AuthenticationProperties ProvenBy(
        this AuthenticationProperties properties,
        string provider,
        string amr,
        DateTimeOffset authTime
    ) =>
        properties
            .With(Provider, provider)
            .With(Amr, amr)
            .With(AuthTime, authTime.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>Which login of the provider it was, and which session of the provider's; null where there is none. A rotation must carry both on.</summary>
    public static AuthenticationProperties CameThrough(
        this AuthenticationProperties properties,
        string? subject,
        string? sessionId
    )
    {
        properties.SetString(Subject, subject);
        properties.SetString(Sid, sessionId);
        return properties;
    }

    public static string? GetProviderSubject(this AuthenticationProperties properties) => properties.GetString(Subject);

    public static string? GetProviderSessionId(this AuthenticationProperties properties) => properties.GetString(Sid);

    public static string GetProvider(this AuthenticationProperties properties) =>
        properties.Items.TryGetValue(Provider, out var value) && value is not null ? value : "Unknown";

    public static string GetAmr(this AuthenticationProperties properties) =>
        properties.Items.TryGetValue(Amr, out var value) && value is not null ? value : "";

    public static DateTimeOffset? GetAuthTime(this AuthenticationProperties properties) =>
        properties.GetMoment(AuthTime);

    private static DateTimeOffset? GetMoment(this AuthenticationProperties properties, string key) =>
        properties.Items.TryGetValue(key, out var value)
        && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : null;

    internal static SessionEpoch? TakeEpoch(this AuthenticationProperties properties) =>
        properties.Items.Remove(Epoch, out var value) ? SessionEpoch.Parse(value) : null;

    internal static bool IsRotation(this AuthenticationProperties properties) => properties.Items.ContainsKey(Rotation);

    /// <summary>Takes over what <paramref name="before"/> says and these do not.</summary>
    internal static void CarryOn(this AuthenticationProperties properties, AuthenticationProperties before)
    {
        foreach (var (key, value) in before.Items)
            properties.Items.TryAdd(key, value);
    }

    internal static DateTimeOffset? GetEnds(this AuthenticationProperties properties) => properties.GetMoment(Ends);

    internal static void SetEnds(this AuthenticationProperties properties, DateTimeOffset ends) =>
        properties.With(Ends, ends.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));

    internal static bool TakeRotation(this AuthenticationProperties properties) => properties.Items.Remove(Rotation);

    private static AuthenticationProperties With(this AuthenticationProperties properties, string key, string value)
    {
        properties.Items[key] = value;
        return properties;
    }
}
