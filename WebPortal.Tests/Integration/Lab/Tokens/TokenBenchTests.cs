using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebPortal.Features.Lab.Tokens.Checks;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Unit.Lab.Tokens;

namespace WebPortal.Tests.Integration.Lab.Tokens;

/// <summary>The bench over HTTP, as a browser without script uses it; nobody is signed in.</summary>
public sealed partial class TokenBenchTests(PortalFixture portal) : IDisposable
{
    private readonly HttpVisitor _visitor = new(portal.A.Url);

    [Fact]
    public async Task A_fresh_token_is_accepted_and_a_flipped_bit_is_not()
    {
        var page = await BodyAsync(await _visitor.GetAsync("/lab/tokens"));
        Assert.Contains("data-verdict=\"accepted\"", page, StringComparison.Ordinal);
        var flipped = await BodyAsync(await PostAsync(Typed(page), ("act", "flip")));
        Assert.Contains("data-verdict=\"wrong-signature\"", flipped, StringComparison.Ordinal);
        Assert.Contains("SecurityTokenInvalidSignatureException", flipped, StringComparison.Ordinal);
        Assert.NotEqual(Typed(page), Typed(flipped));
    }

    [Theory]
    [InlineData("hs256", "accepted")]
    [InlineData("rs256", "accepted")]
    [InlineData("article", "wrong-type")]
    [InlineData("audience", "wrong-audience")]
    [InlineData("issuer", "wrong-issuer")]
    [InlineData("expired", "expired")]
    [InlineData("future", "not-yet-valid")]
    [InlineData("endless", "expiry-missing")]
    [InlineData("id-token", "wrong-type")]
    [InlineData("none", "algorithm-none")]
    [InlineData("confusion", "algorithm-not-allowed")]
    [InlineData("stranger", "wrong-signature")]
    [InlineData("unknown-key", "key-unknown")]
    [InlineData("brought-key", "key-unknown")]
    [InlineData("critical", "critical-extension")]
    [InlineData("encrypted", "encrypted")]
    public async Task Each_preset_meets_what_it_is_for(string preset, string code)
    {
        var page = await BodyAsync(await PostAsync("", ("act", "new"), ("Preset", preset)));
        Assert.Contains($"data-verdict=\"{code}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_articles_token_is_shown_with_what_it_lacks()
    {
        var page = await BodyAsync(await PostAsync("", ("act", "new"), ("Preset", "article")));
        Assert.Contains("Not there: <b>iss, aud, jti</b>", page, StringComparison.Ordinal);
        Assert.Contains("&quot;user_123&quot;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_algorithm_check_off_the_forged_administrator_is_let_in_and_the_page_says_so()
    {
        var forged = Typed(await BodyAsync(await PostAsync("", ("act", "new"), ("Preset", "confusion"))));
        var fields = Fields(forged, ("act", "verify")).Where(f => f is not { Key: "Check", Value: "alg" });
        var page = await BodyAsync(await _visitor.PostAsync("/lab/tokens", fields));
        Assert.Contains("data-verdict=\"accepted\"", page, StringComparison.Ordinal);
        Assert.Contains("Let in, unchecked: Algorithm is allowed.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_is_shown_again_and_cannot_be_markup()
    {
        var page = await BodyAsync(await PostAsync("</textarea><script>alert(1)</script>", ("act", "verify")));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("data-verdict=\"not-three-parts\"", page, StringComparison.Ordinal);
        Assert.Equal("</textarea><script>alert(1)</script>", Typed(page));
    }

    [Fact]
    public async Task Too_long_is_refused_in_words_and_far_too_long_before_it_is_read()
    {
        var page = await BodyAsync(await PostAsync(new string('A', 17_000), ("act", "verify")));
        Assert.Contains("data-verdict=\"too-long\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"jwt-error\"", page, StringComparison.Ordinal);
        using var refused = await PostAsync(new string('A', 200_000), ("act", "verify"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    [Fact]
    public async Task The_addresses_in_a_token_are_never_asked()
    {
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)canary.LocalEndpoint).Port}/keys";
        var header = Forge.Header(Forge.Keys.Stranger, $"\"jku\":\"{address}\",\"x5u\":\"{address}\"");
        var page = await BodyAsync(await PostAsync(Forge.Token(header, key: Forge.Keys.Stranger), ("act", "verify")));
        Assert.Contains("data-verdict=\"key-unknown\"", page, StringComparison.Ordinal);
        Assert.False(canary.Pending());
    }

    [Fact]
    public async Task Nothing_of_a_token_is_logged_and_no_session_begins()
    {
        var marker = "marker" + Guid.NewGuid().ToString("N");
        await BodyAsync(
            await PostAsync(Forge.Token(payload: $$"""{"sub":"{{marker}}"}""") + marker, ("act", "verify"))
        );
        await BodyAsync(
            await _visitor.PostAsync(
                "/lab/tokens/make",
                [new("Claims", $$"""{"sub":"{{marker}}"}"""), new("Header", "{}"), new("Algorithm", "ES256")]
            )
        );
        Assert.DoesNotContain(portal.A.Lines.All, line => line.Contains(marker, StringComparison.Ordinal));
        Assert.Null(_visitor.Session);
    }

    [Fact]
    public async Task The_keys_for_the_script_hold_no_private_part()
    {
        using var response = await _visitor.GetAsync("/lab/tokens/bench.json");
        var data = await response.Content.ReadFromJsonAsync<JsonElement>();
        var keys = data.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(3, keys.Count);
        Assert.All(
            keys,
            key => Assert.Empty(key.EnumerateObject().Select(m => m.Name).Intersect(["d", "p", "q", "dp", "dq", "qi"]))
        );
        Assert.Equal(
            StepVerifier.Checks.Sum(c => c.Refusals.Count),
            data.GetProperty("refusals").EnumerateObject().Count()
        );
    }

    private Task<HttpResponseMessage> PostAsync(string jwt, params (string, string)[] more) =>
        _visitor.PostAsync("/lab/tokens", Fields(jwt, more));

    private static List<KeyValuePair<string, string>> Fields(string jwt, params (string Name, string Value)[] more) =>
        [
            new("Jwt", jwt),
            .. StepVerifier.Checks.Select(c => KeyValuePair.Create("Check", c.Key)),
            .. new VerifierPolicy().Algorithms.Select(a => KeyValuePair.Create("Allow", a)),
            new("Type", VerifierPolicy.AccessToken),
            new("Issuer", VerifierPolicy.LabIssuer),
            new("Audience", VerifierPolicy.LabAudience),
            new("Skew", "0"),
            .. more.Select(m => KeyValuePair.Create(m.Name, m.Value)),
        ];

    private static async Task<string> BodyAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }
    }

    private static string Typed(string page) =>
        WebUtility.HtmlDecode(Area().Match(page).Groups[1].Value.TrimStart('\n'));

    [GeneratedRegex("<textarea[^>]*id=\"jwt\"[^>]*>(.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex Area();

    public void Dispose() => _visitor.Dispose();
}
