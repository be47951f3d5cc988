using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using WebPortal.Security;

namespace WebPortal.Features.SocialLogin.Callback;

internal enum Purpose
{
    SignIn,

    /// <summary>Sign in to the account that a pending link waits for, then link.</summary>
    SignInAndLink,

    /// <summary>Link a login to the account that is signed in.</summary>
    Link,

    /// <summary>Prove again who is signed in.</summary>
    Prove,
}

/// <summary>
/// One press on "Continue with …", from there to its callback. It travels in the protected state, which the correlation cookie binds to the browser,
/// and may come back once.
/// </summary>
internal sealed record Attempt(Purpose Purpose, string ReturnUrl)
{
    private const string Prefix = ".social.";

    /// <summary>Names this attempt, so that its callback counts once.</summary>
    public string Id { get; init; } = Random();

    /// <summary>For providers whose handler brings no nonce of its own.</summary>
    public string Nonce { get; init; } = Random();

    /// <summary>Where the count of ended logins stood when it began.</summary>
    public long Sequence { get; init; }

    public DateTimeOffset Started { get; init; }

    /// <summary>Whose account, for <see cref="Purpose.Link"/> and <see cref="Purpose.Prove"/>.</summary>
    public string? UserId { get; init; }

    public bool Keep { get; init; }

    public void WriteTo(AuthenticationProperties properties)
    {
        void Set(string name, string? value) => properties.SetString(Prefix + name, value);
        Set("id", Id);
        Set("nonce", Nonce);
        Set("purpose", Purpose.ToString());
        Set("return", ReturnUrl);
        Set("sequence", Sequence.ToString(CultureInfo.InvariantCulture));
        Set("started", Started.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        Set("user", UserId);
        Set("keep", Keep ? "1" : null);
    }

    /// <summary>Null when the state was not one of ours.</summary>
    public static Attempt? ReadFrom(AuthenticationProperties? properties)
    {
        string? Get(string name) => properties?.GetString(Prefix + name);
        if (Get("id") is not { } id || !Enum.TryParse<Purpose>(Get("purpose"), out var purpose))
            return null;
        return new Attempt(purpose, SafeReturnUrl.Or(Get("return"), "/"))
        {
            Id = id,
            Nonce = Get("nonce") ?? "",
            Sequence = long.Parse(Get("sequence") ?? "0", CultureInfo.InvariantCulture),
            Started = DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(Get("started") ?? "0", CultureInfo.InvariantCulture)
            ),
            UserId = Get("user"),
            Keep = Get("keep") is not null,
        };
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
}
