using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace WebPortal.Tests.Integration.Issuer;

/// <summary>One run of the code flow, as a client would do it.</summary>
public sealed class Flow
{
    public string Verifier { get; } = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    public string State { get; } = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16));

    public string Nonce { get; } = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16));

    public string Client { get; init; } = "webportal";

    public string RedirectUri { get; init; } = IssuerUnderTest.RedirectUri;

    public string Scope { get; init; } = "openid profile email";

    public string Challenge => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public Dictionary<string, string?> Parameters(params (string Name, string? Value)[] changes)
    {
        var all = new Dictionary<string, string?>
        {
            ["client_id"] = Client,
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["scope"] = Scope,
            ["state"] = State,
            ["nonce"] = Nonce,
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
            all[name] = value;
        return all;
    }

    public string Address(string endpoint = "/connect/authorize", params (string Name, string? Value)[] changes) =>
        QueryHelpers.AddQueryString(endpoint, Parameters(changes).Where(p => p.Value is not null));

    /// <summary>Sign-in and, where it is asked, Allow; the code is in the answer.</summary>
    public async Task<string> CodeAsync(
        TestBrowser browser,
        string login = "vera",
        string endpoint = "/connect/authorize",
        params (string, string?)[] changes
    )
    {
        await browser.GetAsync(Address(endpoint, changes));
        if (browser.At.AbsolutePath == "/sign-in")
            await browser.SignInAsAsync(login);
        await browser.AllowAsync();
        return Answer(browser)["code"];
    }

    public static Dictionary<string, string> Answer(TestBrowser browser)
    {
        Assert.True(
            browser.LeftFor is not null,
            $"The browser stayed at {browser.At} with {browser.Status}:\n{browser.Html}"
        );
        return QueryHelpers.ParseQuery(browser.LeftFor.Query).ToDictionary(p => p.Key, p => p.Value.ToString());
    }

    public Dictionary<string, string> Exchange(string code, string secret) =>
        new()
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = Client,
            ["client_secret"] = secret,
            ["code"] = code,
            ["redirect_uri"] = RedirectUri,
            ["code_verifier"] = Verifier,
        };

    public async Task<TokenAnswer> TokensAsync(IssuerUnderTest issuer, TestBrowser browser, string login = "vera")
    {
        var code = await CodeAsync(browser, login);
        var answer = await TokenAnswer.PostAsync(issuer, Exchange(code, issuer.Secret(Client)));
        Assert.Equal(200, answer.Status);
        return answer;
    }
}

/// <summary>What a JSON endpoint answered.</summary>
public sealed record TokenAnswer(int Status, JsonElement Json)
{
    public string? this[string name] =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) ? value.ToString() : null;

    public string Error => this["error"] ?? "";

    public string AccessToken => this["access_token"]!;

    public string IdToken => this["id_token"]!;

    public string RefreshToken => this["refresh_token"]!;

    public static async Task<TokenAnswer> PostAsync(
        IssuerUnderTest issuer,
        IEnumerable<KeyValuePair<string, string>> form,
        string endpoint = "/connect/token"
    )
    {
        using var http = issuer.Http();
        return await ReadAsync(await http.PostAsync(endpoint, new FormUrlEncodedContent(form)));
    }

    public static async Task<TokenAnswer> GetAsync(IssuerUnderTest issuer, string endpoint, string? bearer = null)
    {
        using var http = issuer.Http();
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Tests/1.0");
        if (bearer is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await ReadAsync(await http.GetAsync(endpoint));
    }

    public static async Task<TokenAnswer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return new TokenAnswer(
            (int)response.StatusCode,
            text.StartsWith('{') || text.StartsWith('[') ? JsonDocument.Parse(text).RootElement : default
        );
    }
}
