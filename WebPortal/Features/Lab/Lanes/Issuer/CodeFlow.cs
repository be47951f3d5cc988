using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using WebPortal.Features.Lab.Lanes.Client;

namespace WebPortal.Features.Lab.Lanes.Issuer;

/// <summary>What an app got from the token endpoint.</summary>
internal sealed record IssuedTokens(string AccessToken, string? RefreshToken, DateTimeOffset Ends);

/// <summary>
/// The authorization code flow, driven through the issuer's real pages by <see cref="LabBrowser"/>: the sign-in form, the consent form, the
/// redirect with the code. The app is a public client with PKCE.
/// </summary>
internal sealed class CodeFlow(LabIssuer issuer, IOptions<LabOptions> options, TimeProvider time)
{
    public const string AppCallback = "http://localhost:5080/lab/app/callback";

    private Uri Origin => new(options.Value.Issuer.Issuer);

    public async Task<IssuedTokens> SignInAppAsync(LabVisit visit, string client, string scope, CancellationToken ct)
    {
        RequireIssuer();
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var address = QueryHelpers.AddQueryString(
            new Uri(Origin, "connect/authorize").ToString(),
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["client_id"] = client,
                ["response_type"] = "code",
                ["redirect_uri"] = AppCallback,
                ["scope"] = scope,
                ["state"] = state,
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
                ["code_challenge_method"] = "S256",
            }
        );
        var back = await AllowAsync(visit, new Uri(address), ct);
        var query = QueryHelpers.ParseQuery(back.Query);
        if (query["state"] != state || query["code"] is not [{ } code])
            throw new LabFailure($"The issuer refused {client}: {query["error"]} {query["error_description"]}");
        return await RedeemAsync(
                client,
                [
                    new("grant_type", "authorization_code"),
                    new("code", code),
                    new("redirect_uri", AppCallback),
                    new("code_verifier", verifier),
                ],
                ct
            ) ?? throw new LabFailure($"The issuer did not redeem the code of {client}.");
    }

    public void RequireIssuer()
    {
        if (!issuer.IsSet)
            throw new LabFailure("no issuer here");
    }

    /// <summary>New tokens for a refresh token, which is then used up; null when it was refused.</summary>
    public Task<IssuedTokens?> RefreshAsync(string client, string refreshToken, CancellationToken ct) =>
        RedeemAsync(client, [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], ct);

    /// <summary>From a request for authorization to the redirect back: signs in when asked to, and presses Allow.</summary>
    public async Task<Uri> AllowAsync(LabVisit visit, Uri address, CancellationToken ct)
    {
        for (var step = 0; step < 10; step++)
        {
            if (address.Authority != Origin.Authority)
                return address;
            using var page = await visit.Browser.GetAsync(address, ct);
            if (page.Headers.Location is { } next)
            {
                address = new Uri(address, next);
                continue;
            }
            address = await PressAsync(visit, address, await page.Content.ReadAsStringAsync(ct), ct);
        }
        throw new LabFailure("The issuer’s pages went round in circles.");
    }

    private static async Task<Uri> PressAsync(LabVisit visit, Uri address, string html, CancellationToken ct)
    {
        var signIn = address.AbsolutePath == "/sign-in";
        var (action, fields) = LabBrowser.Form(address, html, signIn ? "name=\"password\"" : "consent_decision");
        if (signIn)
            (fields["login"], fields["password"]) = (visit.Person.Login, visit.Person.Password);
        else
            fields["consent_decision"] = "allow";
        using var answer = await visit.Browser.PostAsync(action, fields, ct);
        return answer.Headers.Location is { } next
            ? new Uri(action, next)
            : throw new LabFailure($"The issuer answered {action.AbsolutePath} with {(int)answer.StatusCode}.");
    }

    private async Task<IssuedTokens?> RedeemAsync(
        string client,
        IEnumerable<KeyValuePair<string, string>> fields,
        CancellationToken ct
    )
    {
        var (status, answer) = await issuer.PostAsync("connect/token", client, fields, ct);
        using (answer)
        {
            if (status != HttpStatusCode.OK || answer is null)
                return null;
            var root = answer.RootElement;
            var token = root.GetProperty("access_token").GetString()!;
            return new IssuedTokens(
                token,
                root.TryGetProperty("refresh_token", out var refresh) ? refresh.GetString() : null,
                EndOf(token, root)
            );
        }
    }

    // What decides is exp, in whole seconds; expires_in says the same, rounded the other way.
    private DateTimeOffset EndOf(string token, JsonElement answer) =>
        token.StartsWith("eyJ", StringComparison.Ordinal)
            ? new DateTimeOffset(new JsonWebToken(token).ValidTo, TimeSpan.Zero)
            : time.GetUtcNow().AddSeconds(answer.GetProperty("expires_in").GetInt32());
}
