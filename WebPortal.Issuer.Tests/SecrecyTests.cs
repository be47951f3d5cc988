namespace WebPortal.Tests.Integration.Issuer;

/// <summary>Nothing that opens something is ever written to the log or stands readable in the store.</summary>
public sealed class SecrecyTests
{
    [Fact]
    public async Task No_secret_code_or_token_reaches_the_log_or_the_store()
    {
        await using var receiver = await LogoutReceiver.StartAsync();
        await using var issuer = await IssuerUnderTest.StartAsync(o =>
            o.Clients["webportal"].BackChannelLogoutUri = receiver.Address
        );
        using var browser = issuer.Browser();
        var secrets = new Dictionary<string, string> { ["client secret"] = issuer.Secret() };
        await browser.GetAsync("/sign-in");
        var password = System
            .Text.RegularExpressions.Regex.Match(
                browser.Html,
                "password <code>(?<p>[a-z0-9]+)<",
                System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Groups["p"]
            .Value;
        await browser.SubmitAsync("current-password", ("login", "vera"), ("password", password));
        secrets["password"] = password;
        secrets["session cookie"] = browser.Cookies["__Host-issuer-session"];

        foreach (
            var (authorize, token, redirect) in new[]
            {
                ("/connect/authorize", "/connect/token", IssuerUnderTest.RedirectUri),
                ("/google/o/oauth2/v2/auth", "/google/token", "http://localhost:5080/signin-google"),
            }
        )
        {
            var flow = new Flow
            {
                RedirectUri = redirect,
                Scope = token == "/connect/token" ? "openid email offline_access api" : "openid email",
            };
            var code = await flow.CodeAsync(browser, endpoint: authorize);
            var tokens = await TokenAnswer.PostAsync(issuer, flow.Exchange(code, issuer.Secret()), token);
            secrets[authorize + " code"] = code;
            secrets[authorize + " verifier"] = flow.Verifier;
            secrets[authorize + " access token"] = tokens.AccessToken;
            secrets[authorize + " ID token"] = tokens.IdToken;
            if (tokens["refresh_token"] is { } refresh)
                secrets["refresh token"] = refresh;
        }
        var wrong = new Flow().Exchange("a-wrong-code-that-was-sent", "a-wrong-secret-that-was-sent");
        await TokenAnswer.PostAsync(issuer, wrong);
        secrets["wrong secret"] = "a-wrong-secret-that-was-sent";
        await browser.GetAsync("/sign-out");
        await browser.SubmitAsync("Sign out");
        secrets["logout token"] = (await receiver.NextAsync()).Body.Split('=')[1];

        // The line follows the answer.
        for (var i = 0; i < 500 && !issuer.Log.Text.Contains("answered 200", StringComparison.Ordinal); i++)
            await Task.Delay(10);
        var log = issuer.Log.Text;
        Assert.Contains("answered 200", log, StringComparison.Ordinal);
        Assert.All(
            secrets,
            s => Assert.False(log.Contains(s.Value, StringComparison.Ordinal), s.Key + " is in the log")
        );

        var store = string.Concat(Directory.EnumerateFiles(Path.Combine(issuer.Data, "store")).Select(ReadShared));
        Assert.Contains("vera", store, StringComparison.Ordinal);
        Assert.All(
            secrets.Where(s => !s.Key.EndsWith("ID token", StringComparison.Ordinal)),
            s => Assert.False(store.Contains(s.Value, StringComparison.Ordinal), s.Key + " is in the store")
        );
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
