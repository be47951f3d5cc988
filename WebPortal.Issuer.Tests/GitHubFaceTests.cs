using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace WebPortal.Tests.Integration.Issuer;

public sealed class GitHubFaceTests(SharedIssuer shared)
{
    private const string Authorize = "/github/login/oauth/authorize";
    private const string RedirectUri = "http://localhost:5080/signin-github";
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    private static Flow NewFlow(string scope = "read:user user:email") =>
        new() { RedirectUri = RedirectUri, Scope = scope };

    private async Task<string> TokenAsync(string login, string scope = "read:user user:email")
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow(scope);
        var code = await flow.CodeAsync(browser, login, Authorize, ("response_type", null));
        using var http = _issuer.Http();
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        var answer = await TokenAnswer.ReadAsync(
            await http.PostAsync(
                "/github/login/oauth/access_token",
                new FormUrlEncodedContent(flow.Exchange(code, _issuer.Secret()))
            )
        );
        Assert.Equal("bearer", answer["token_type"]);
        Assert.Null(answer["id_token"]);
        return answer.AccessToken;
    }

    [Fact]
    public async Task The_answer_is_a_form_unless_JSON_is_asked_for()
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        await browser.GetAsync(flow.Address(Authorize, ("prompt", "consent")));
        await browser.SignInAsAsync("vera");
        Assert.Contains("local stand-in for GitHub", browser.Html, StringComparison.Ordinal);
        await browser.AllowAsync();
        var code = Flow.Answer(browser)["code"];
        using var http = _issuer.Http();
        var response = await http.PostAsync(
            "/github/login/oauth/access_token",
            new FormUrlEncodedContent(flow.Exchange(code, _issuer.Secret()))
        );
        Assert.Equal("application/x-www-form-urlencoded", response.Content.Headers.ContentType?.MediaType);
        var form = QueryHelpers.ParseQuery(await response.Content.ReadAsStringAsync());
        Assert.StartsWith("gho_", form["access_token"].ToString(), StringComparison.Ordinal);
        Assert.Equal("read:user,user:email", form["scope"].ToString());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task The_user_has_a_number_and_the_addresses_say_what_is_verified()
    {
        var token = await TokenAsync("vera");
        var user = await TokenAnswer.GetAsync(_issuer, "/github/api/user", token);
        Assert.Equal(JsonValueKind.Number, user.Json.GetProperty("id").ValueKind);
        Assert.Equal("vera", user["login"]);
        Assert.Equal(JsonValueKind.Null, user.Json.GetProperty("email").ValueKind);
        var emails = (await TokenAnswer.GetAsync(_issuer, "/github/api/user/emails", token))
            .Json.EnumerateArray()
            .ToList();
        var primary = emails.Single(e => e.GetProperty("primary").GetBoolean());
        Assert.Equal("vera@people.example", primary.GetProperty("email").GetString());
        Assert.True(primary.GetProperty("verified").GetBoolean());
        Assert.Equal("private", primary.GetProperty("visibility").GetString());
    }

    [Fact]
    public async Task An_unverified_address_is_profile_text_and_no_address_is_an_empty_list()
    {
        var token = await TokenAsync("ulf");
        Assert.Equal("ulf@people.example", (await TokenAnswer.GetAsync(_issuer, "/github/api/user", token))["email"]);
        var emails = (await TokenAnswer.GetAsync(_issuer, "/github/api/user/emails", token)).Json.EnumerateArray();
        Assert.False(emails.Single(e => e.GetProperty("primary").GetBoolean()).GetProperty("verified").GetBoolean());
        Assert.Empty(
            (
                await TokenAnswer.GetAsync(_issuer, "/github/api/user/emails", await TokenAsync("noa"))
            ).Json.EnumerateArray()
        );
    }

    [Fact]
    public async Task Without_the_scope_without_a_token_and_without_a_User_Agent_it_refuses_as_GitHub_does()
    {
        var token = await TokenAsync("vera", "read:user");
        Assert.Equal(404, (await TokenAnswer.GetAsync(_issuer, "/github/api/user/emails", token)).Status);
        Assert.Equal(
            "Bad credentials",
            (await TokenAnswer.GetAsync(_issuer, "/github/api/user", "gho_made-up"))["message"]
        );
        using var http = _issuer.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(403, (int)(await http.GetAsync("/github/api/user")).StatusCode);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Tests/1.0");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", token);
        Assert.Equal(200, (int)(await http.GetAsync("/github/api/user")).StatusCode);
    }

    [Theory]
    [InlineData("code", "made-up", "bad_verification_code")]
    [InlineData("code_verifier", "a-verifier-that-somebody-guessed-0123456789abcdef", "bad_verification_code")]
    [InlineData("redirect_uri", IssuerUnderTest.RedirectUri, "bad_verification_code")]
    [InlineData("client_secret", "not-the-secret-at-all", "incorrect_client_credentials")]
    public async Task Errors_come_with_status_200(string name, string value, string error)
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser, endpoint: Authorize), _issuer.Secret());
        exchange[name] = value;
        using var http = _issuer.Http();
        var response = await http.PostAsync("/github/login/oauth/access_token", new FormUrlEncodedContent(exchange));
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(error, QueryHelpers.ParseQuery(await response.Content.ReadAsStringAsync())["error"].ToString());
    }

    [Fact]
    public async Task A_code_used_twice_is_refused_and_basic_authentication_works()
    {
        using var browser = _issuer.Browser();
        var flow = NewFlow();
        var exchange = flow.Exchange(await flow.CodeAsync(browser, endpoint: Authorize), "");
        exchange.Remove("client_secret");
        exchange.Remove("client_id");
        using var http = _issuer.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"webportal:{Uri.EscapeDataString(_issuer.Secret())}"))
        );
        var first = await http.PostAsync("/github/login/oauth/access_token", new FormUrlEncodedContent(exchange));
        var token = QueryHelpers.ParseQuery(await first.Content.ReadAsStringAsync())["access_token"].ToString();
        Assert.Equal(200, (await TokenAnswer.GetAsync(_issuer, "/github/api/user", token)).Status);
        var second = await http.PostAsync("/github/login/oauth/access_token", new FormUrlEncodedContent(exchange));
        Assert.Contains("bad_verification_code", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(401, (await TokenAnswer.GetAsync(_issuer, "/github/api/user", token)).Status);
    }
}
