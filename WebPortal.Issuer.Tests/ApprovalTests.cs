namespace WebPortal.Tests.Integration.Issuer;

// Long because: what an approval covers and what it does not are read side by side.
/// <summary>What one press on Allow is remembered for, and what it is not.</summary>
public sealed class ApprovalTests(SharedIssuer shared)
{
    private const string GoogleDoor = "/google/o/oauth2/v2/auth";
    private const string GitHubDoor = "/github/login/oauth/authorize";
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    private static Flow Google() => new() { RedirectUri = "http://localhost:5080/signin-google" };

    private static Flow GitHub(string scope = "user:email") =>
        new() { RedirectUri = "http://localhost:5080/signin-github", Scope = scope };

    public static TheoryData<string> Doors => ["/connect/authorize", GoogleDoor, GitHubDoor];

    private static Flow At(string door) =>
        door switch
        {
            GoogleDoor => Google(),
            GitHubDoor => GitHub(),
            _ => new Flow(),
        };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_second_time_nothing_is_asked_and_prompt_none_works(string door)
    {
        using var browser = await SomebodyAsync();
        await browser.GetAsync(At(door).Address(door, ("prompt", "none")));
        Assert.Equal("consent_required", Flow.Answer(browser)["error"]);
        await AllowAsync(browser, At(door), door);
        foreach (var prompt in new[] { null, "none" })
        {
            var flow = At(door);
            await browser.GetAsync(flow.Address(door, ("prompt", prompt)));
            var answer = Flow.Answer(browser);
            Assert.Equal(flow.State, answer["state"]);
            Assert.NotEmpty(answer["code"]);
        }
        // A browser that is not signed in is still asked who it is.
        using var other = _issuer.Browser();
        await other.GetAsync(At(door).Address(door, ("prompt", "none")));
        Assert.Equal("login_required", Flow.Answer(other)["error"]);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Prompt_consent_asks_again_and_cancel_there_is_a_refusal(string door)
    {
        using var browser = await SomebodyAsync();
        await AllowAsync(browser, At(door), door);
        await AskedAsync(browser, At(door).Address(door, ("prompt", "consent")));
        await browser.CancelAsync();
        Assert.Equal("access_denied", Flow.Answer(browser)["error"]);
        // It was about that one request; what stood before still stands.
        await browser.GetAsync(At(door).Address(door));
        Assert.NotEmpty(Flow.Answer(browser)["code"]);
    }

    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("max_age", "0")]
    public async Task A_demand_for_a_fresh_sign_in_is_honoured_though_the_approval_stands(string name, string value)
    {
        using var browser = await SomebodyAsync();
        await AllowAsync(browser, new Flow());
        await Task.Delay(10);
        await browser.GetAsync(new Flow().Address(changes: (name, value)));
        Assert.Equal("/sign-in", browser.At.AbsolutePath);
        if (name == "prompt")
            return;
        await browser.GetAsync(new Flow().Address("/connect/authorize", (name, value), ("prompt", "none")));
        Assert.Equal("login_required", Flow.Answer(browser)["error"]);
    }

    [Fact]
    public async Task More_than_one_click_named_is_asked_and_two_clicks_do_not_add_up()
    {
        using var browser = await SomebodyAsync();
        await AllowAsync(browser, new Flow { Scope = "openid email" });
        await AllowAsync(browser, new Flow { Scope = "openid profile" });
        await browser.GetAsync(new Flow { Scope = "openid" }.Address());
        Assert.NotEmpty(Flow.Answer(browser)["code"]);
        foreach (var scope in new[] { "openid email profile", "openid email offline_access", "openid api" })
        {
            await browser.GetAsync(new Flow { Scope = scope }.Address("/connect/authorize", ("prompt", "none")));
            Assert.Equal("consent_required", Flow.Answer(browser)["error"]);
            await AskedAsync(browser, new Flow { Scope = scope }.Address());
        }
        await AllowAsync(browser, GitHub(), GitHubDoor);
        await AskedAsync(browser, GitHub("user:email read:user").Address(GitHubDoor));
    }

    [Fact]
    public async Task Another_client_another_door_and_another_person_are_asked()
    {
        using var browser = await SomebodyAsync();
        await AllowAsync(browser, new Flow());
        await AskedAsync(browser, Google().Address(GoogleDoor));
        await AskedAsync(browser, GitHub("").Address(GitHubDoor));
        await AskedAsync(browser, Opaque().Address());
        using var other = await SomebodyAsync();
        await AskedAsync(other, new Flow().Address());

        static Flow Opaque() =>
            new() { Client = "webportal-opaque", RedirectUri = "http://localhost:5080/lab/opaque/callback" };
    }

    [Fact]
    public async Task A_client_without_a_secret_is_asked_about_each_time()
    {
        using var browser = await SomebodyAsync();
        await AllowAsync(browser, Spa());
        await AskedAsync(browser, Spa().Address());
        Assert.Contains("This is asked each time", browser.Html, StringComparison.Ordinal);
        await browser.GetAsync(Spa().Address("/connect/authorize", ("prompt", "none")));
        Assert.Equal("consent_required", Flow.Answer(browser)["error"]);

        static Flow Spa() => new() { Client = "webportal-spa", RedirectUri = "http://localhost:5080/lab/spa/callback" };
    }

    [Fact]
    public async Task Withdrawing_asks_again_and_ends_every_token_of_that_client_and_of_nobody_else()
    {
        using var browser = await SomebodyAsync();
        var mine = await TokensAsync(browser);
        using var stranger = await SomebodyAsync();
        var theirs = await TokensAsync(stranger);
        await AllowAsync(browser, Google(), GoogleDoor);

        // Somebody else's press withdraws nothing of mine.
        await stranger.GetAsync("/apps");
        await stranger.SubmitAsync("name=\"client\"", ("client", "webportal"), ("door", "google"));
        await browser.GetAsync(Google().Address(GoogleDoor, ("prompt", "none")));
        Assert.NotEmpty(Flow.Answer(browser)["code"]);

        // A code that is on its way counts as well.
        var late = new Flow { Scope = "openid" };
        await browser.GetAsync(late.Address());
        var code = Flow.Answer(browser)["code"];
        await browser.GetAsync("/apps");
        Assert.Equal("/apps", browser.At.AbsolutePath);
        Assert.Contains("stand-in for Google", browser.Html, StringComparison.Ordinal);
        Assert.Contains("Keep this access after you sign out here", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync("name=\"client\"", ("client", "webportal"), ("door", ""));

        Assert.Equal("/apps", browser.At.AbsolutePath);
        Assert.DoesNotContain("Keep this access", browser.Html, StringComparison.Ordinal);
        Assert.Equal("invalid_grant", (await RefreshTests.RefreshAsync(_issuer, mine.RefreshToken)).Error);
        Assert.False(await Introspection.IsActiveAsync(_issuer, mine.AccessToken));
        Assert.Equal("invalid_grant", (await RedeemAsync(late, code)).Error);
        await AskedAsync(browser, new Flow { Scope = "openid" }.Address());
        Assert.Equal(200, (await RefreshTests.RefreshAsync(_issuer, theirs.RefreshToken)).Status);
        // The other door was not meant.
        await browser.GetAsync(Google().Address(GoogleDoor));
        var google = Flow.Answer(browser)["code"];
        await browser.GetAsync("/apps");
        await browser.SubmitAsync("value=\"google\"", ("client", "webportal"), ("door", "google"));
        Assert.Contains("No app may act for you", browser.Html, StringComparison.Ordinal);
        await AskedAsync(browser, Google().Address(GoogleDoor));
        var answer = await TokenAnswer.PostAsync(_issuer, Google().Exchange(google, _issuer.Secret()), "/google/token");
        Assert.Equal("invalid_grant", answer.Error);

        async Task<TokenAnswer> TokensAsync(TestBrowser at)
        {
            var flow = new Flow { Scope = "openid offline_access api" };
            return await RedeemAsync(flow, await AllowAsync(at, flow));
        }
    }

    [Fact]
    public async Task A_session_that_ends_leaves_the_approval_and_signing_out_everywhere_does_not()
    {
        var (login, password) = await AddPersonAsync();
        using var browser = await SignInAsync(login, password);
        await AllowAsync(browser, new Flow());
        await browser.GetAsync("/sign-out");
        await browser.SubmitAsync("Sign out");
        using var again = await SignInAsync(login, password);
        await again.GetAsync(new Flow().Address());
        Assert.NotEmpty(Flow.Answer(again)["code"]);
        await again.GetAsync("/sessions");
        await again.SubmitAsync("Sign out everywhere");
        using var third = await SignInAsync(login, password);
        await AskedAsync(third, new Flow().Address());
    }

    [Fact]
    public async Task A_replayed_code_ends_its_own_sign_in_and_no_other()
    {
        using var browser = await SomebodyAsync();
        var flow = new Flow { Scope = "openid offline_access api" };
        var code = await AllowAsync(browser, flow);
        var first = await RedeemAsync(flow, code);
        var second = new Flow { Scope = flow.Scope };
        await browser.GetAsync(second.Address());
        var other = await RedeemAsync(second, Flow.Answer(browser)["code"]);
        Assert.Equal("invalid_grant", (await RedeemAsync(flow, code)).Error);
        Assert.False(await Introspection.IsActiveAsync(_issuer, first.AccessToken));
        Assert.True(await Introspection.IsActiveAsync(_issuer, other.AccessToken));
        await browser.GetAsync(new Flow { Scope = flow.Scope }.Address());
        Assert.NotEmpty(Flow.Answer(browser)["code"]);
    }

    [Theory]
    [InlineData("/connect/authorize", "")]
    [InlineData(GoogleDoor, "google")]
    public async Task A_withdrawal_wins_over_a_sign_in_that_is_under_way(string door, string key)
    {
        Func<Task>? step = null;
        // Where the approval was found, and no grant made yet.
        await using var issuer = await IssuerUnderTest.StartAsync(services: s =>
            WatchedApprovals.Watch(s, () => Interlocked.Exchange(ref step, null)?.Invoke())
        );
        using var browser = issuer.Browser();
        await At(door).CodeAsync(browser, endpoint: door);
        using var other = issuer.Browser();
        await other.GetAsync("/sign-in?returnUrl=%2Fapps");
        await other.SignInAsAsync("vera");
        step = () => other.SubmitAsync("name=\"client\"", ("client", "webportal"), ("door", key));
        await AskedAsync(browser, At(door).Address(door));
        Assert.Null(step);
    }

    [Fact]
    public async Task While_faults_are_offered_each_request_is_asked()
    {
        await using var issuer = await IssuerUnderTest.StartAsync(o => o.Faults.Enabled = true);
        using var browser = issuer.Browser();
        await new Flow().CodeAsync(browser);
        await AskedAsync(browser, new Flow().Address());
        await AskedAsync(browser, Google().Address(GoogleDoor));
    }

    private Task<TokenAnswer> RedeemAsync(Flow flow, string code) =>
        TokenAnswer.PostAsync(_issuer, flow.Exchange(code, _issuer.Secret(flow.Client)));

    /// <summary>The page stands there, and nothing was sent to the client.</summary>
    private static async Task AskedAsync(TestBrowser browser, string address)
    {
        await browser.GetAsync(address);
        Assert.True(browser.LeftFor is null, $"Not asked: {browser.LeftFor}");
        Assert.Contains("consent_decision", browser.Html, StringComparison.Ordinal);
    }

    private static async Task<string> AllowAsync(TestBrowser browser, Flow flow, string door = "/connect/authorize")
    {
        await AskedAsync(browser, flow.Address(door));
        await browser.AllowAsync();
        return Flow.Answer(browser)["code"];
    }

    private async Task<TestBrowser> SomebodyAsync()
    {
        var (login, password) = await AddPersonAsync();
        return await SignInAsync(login, password);
    }

    private async Task<TestBrowser> SignInAsync(string login, string password)
    {
        var browser = _issuer.Browser();
        await browser.GetAsync("/sign-in");
        await browser.SubmitAsync("name=\"password\"", ("login", login), ("password", password));
        return browser;
    }

    private async Task<(string Login, string Password)> AddPersonAsync()
    {
        var token = await TokenAnswer.PostAsync(
            _issuer,
            [
                new("grant_type", "client_credentials"),
                new("client_id", "webportal-lab"),
                new("client_secret", _issuer.Secret("webportal-lab")),
                new("scope", "issuer.operate"),
            ]
        );
        using var http = _issuer.Http();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token.AccessToken);
        var person = await TokenAnswer.ReadAsync(await http.PostAsync("/operations/people", null));
        return (person["login"]!, person["password"]!);
    }
}
