using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab.Tokens;

/// <summary>The pages beside the bench: make, encrypt, keys, sizes, two verifiers; and the switch that removes them all.</summary>
public sealed partial class BenchPagesTests(PortalFixture portal) : IDisposable
{
    public static readonly string[] Pages =
    [
        "/lab/tokens",
        "/lab/tokens/make",
        "/lab/tokens/encrypt",
        "/lab/tokens/keys",
        "/lab/tokens/sizes",
        "/lab/tokens/verifiers",
    ];

    private readonly HttpVisitor _visitor = new(portal.A.Url);

    [Fact]
    public async Task A_password_is_pointed_out_before_it_is_signed()
    {
        KeyValuePair<string, string>[] fields =
        [
            new("Claims", """{"sub":"jane","password":"hunter2"}"""),
            new("Header", """{"typ":"at+jwt"}"""),
            new("Algorithm", "RS256"),
        ];
        var asked = await BodyAsync(await _visitor.PostAsync("/lab/tokens/make", fields));
        Assert.Contains("<code>password</code> looks like a password or secret", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"made\"", asked, StringComparison.Ordinal);
        var signed = await BodyAsync(await _visitor.PostAsync("/lab/tokens/make", [.. fields, new("Anyway", "true")]));
        Assert.Contains("id=\"made\"", signed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"sub\":", "{}", "Not JSON: line 1")]
    [InlineData("[]", "{}", "A JSON object is needed")]
    [InlineData("", "{}", "Write a JSON object")]
    [InlineData("{}", "{\"alg\":\"none\"}", "alg comes from the key")]
    [InlineData("{}", "{\"kid\":\"x\"}", "kid comes from the key")]
    [InlineData("{\"a\":1,\"a\":2}", "{}", "A name stands twice")]
    [InlineData("{}", "{\"typ\":\"a\",\"typ\":\"b\"}", "A name stands twice")]
    [InlineData("{\"a\":\"\\ud800\"}", "{}", "Half of a character")]
    public async Task What_cannot_be_signed_is_said_and_kept(string claims, string header, string words)
    {
        var page = await BodyAsync(
            await _visitor.PostAsync(
                "/lab/tokens/make",
                [new("Claims", claims), new("Header", header), new("Algorithm", "ES256")]
            )
        );
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(claims), page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"made\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("{\"exp\":\"soon\",\"aud\":[1,null],\"n\":1e999,\"o\":{\"p\":[true]}}", "{\"typ\":\"at+jwt\"}")]
    [InlineData("{\"iss\":7}", "{\"typ\":1,\"cty\":null,\"crit\":[\"x\"],\"jwk\":{\"kty\":\"EC\"}}")]
    public async Task Odd_claims_and_headers_are_signed_as_they_stand(string claims, string header)
    {
        var page = await BodyAsync(
            await _visitor.PostAsync(
                "/lab/tokens/make",
                [new("Claims", claims), new("Header", header), new("Algorithm", "ES256")]
            )
        );
        Assert.Contains(WebPortal.Tests.Unit.Lab.Tokens.Forge.Encode(claims), page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dir")]
    [InlineData("RSA-OAEP-256")]
    public async Task An_encrypted_token_opens_here_and_not_when_changed(string management)
    {
        var made = await BodyAsync(
            await _visitor.PostAsync("/lab/tokens/encrypt", [new("Management", management), new("act", "new")])
        );
        Assert.Contains("It opened.", made, StringComparison.Ordinal);
        var jwe = WebUtility.HtmlDecode(Jwe().Match(made).Groups[1].Value.Trim());
        var changed = jwe[..^6] + (jwe[^6] == 'A' ? 'B' : 'A') + jwe[^5..];
        var page = await BodyAsync(
            await _visitor.PostAsync("/lab/tokens/encrypt", [new("Jwe", changed), new("act", "open")])
        );
        Assert.Contains("Refused: does not open.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_rotate_by_post_and_get_and_the_dead_are_counted()
    {
        using var begun = await _visitor.PostAsync("/lab/tokens/keys", [new("act", "begin")]);
        Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
        var address = begun.Headers.Location!.ToString();
        foreach (var act in new[] { "publish", "wait", "retire" })
        {
            using var step = await _visitor.PostAsync(address, [new("act", act)], address);
            Assert.Equal(address, step.Headers.Location!.ToString());
        }
        Assert.Contains(
            "50 people were signed out",
            await BodyAsync(await _visitor.GetAsync(address)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "That run is over",
            await BodyAsync(await _visitor.GetAsync("/lab/tokens/keys?run=gone")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_limit_of_this_server_is_measured_and_true()
    {
        var page = await BodyAsync(await _visitor.GetAsync("/lab/tokens/sizes"));
        var largest = int.Parse(
            Largest().Match(page).Groups[1].Value,
            NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(largest, 32_000, 32_768);
        Assert.Contains("HTTP 431", page, StringComparison.Ordinal);
        Assert.Contains("✕ no cookie", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_articles_verifier_refuses_the_valid_token_and_the_right_one_takes_it()
    {
        var page = await BodyAsync(await _visitor.GetAsync("/lab/tokens/verifiers"));
        Assert.Contains("SecurityTokenSignatureKeyNotFoundException", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(WebUtility.HtmlDecode(page), "✓ accepted"));
        Assert.Contains("ArticleVerifier.cs, lines 7 to ", page, StringComparison.Ordinal);
        Assert.Contains("new SymmetricSecurityKey(Encoding.UTF8.GetBytes(jwtSecret))", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tab_is_a_link_only_where_there_is_a_station()
    {
        var page = await BodyAsync(await _visitor.GetAsync("/lab/tokens"));
        var tabs = page[page.IndexOf("Lab stations", StringComparison.Ordinal)..];
        tabs = tabs[..tabs.IndexOf("</nav>", StringComparison.Ordinal)];
        Assert.Equal(8, Regex.Count(tabs, "<li>"));
        var links = Regex.Matches(tabs, "href=\"([^\"]*)\"").Select(m => m.Groups[1].Value).ToList();
        Assert.Contains("/lab/tokens", links);
        foreach (var link in links)
        {
            using var response = await _visitor.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Switched_off_there_is_no_lab()
    {
        var directory = Directory.CreateTempSubdirectory("wp-lab-off-").FullName;
        await using var off = new PortalInstance(
            "off",
            portal.Redis.Patiently,
            directory,
            settings: new Dictionary<string, string?> { ["Lab:Enabled"] = "false" }
        );
        using var visitor = new HttpVisitor(off.Url);
        using var unknown = await visitor.GetAsync("/lab/no-such-station");
        foreach (var path in Pages.Concat(["/lab/tokens/bench.json", "/lab/tokens/probe"]))
        {
            using var response = await visitor.GetAsync(path);
            Assert.Equal(unknown.StatusCode, response.StatusCode);
        }
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }
    }

    [GeneratedRegex("<textarea[^>]*id=\"jwe\"[^>]*>(.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex Jwe();

    [GeneratedRegex("data-label=\"Largest\">([0-9,]+) bytes")]
    private static partial Regex Largest();

    public void Dispose() => _visitor.Dispose();
}
