using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

// Long because: every endpoint that changes something stands in one table.
/// <summary>Every form, attacked in every way that a browser or a script can be made to send it. Each must be refused, and change nothing.</summary>
public sealed class CrossSiteRequestTests(PortalFixture portal)
{
    public static readonly string[] Attacks =
    [
        "no token",
        "empty token",
        "garbage token",
        "truncated token",
        "cookie token as form token",
        "token of another person",
        "token from before signing in",
        "token without its cookie",
        "cookie of another browser",
        "garbage cookie",
        "token in the address",
        "text/plain",
        "json",
        "multipart without token",
        "multipart without boundary",
        "multipart cut off",
        "no content type",
        "valid token, another site",
        "valid token, sibling site",
        "valid token, two sites named",
        "valid token, unknown site",
        "valid token, no site, evil origin",
        "valid token, no site, null origin",
        "valid token, no site, other port",
        "valid token, no site, other scheme",
        "valid token, no site, origin that begins alike",
        "valid token, typed, evil origin",
    ];

    /// <summary>Page with the form, where it goes, its fields. A new form belongs here.</summary>
    private static readonly (string Page, string Action, bool Administrator, string[] Fields)[] Forms =
    [
        ("/sign-in", "/sign-in", false, ["Email", "x@people.example", "Password", "wrong-password-1"]),
        ("/account/sessions", "/sign-out", false, []),
        ("/account/sessions", "/account/sessions", false, ["session", "{own}"]),
        ("/admin/sessions", "/admin/sessions", true, ["session", "{own}", "why", "because"]),
    ];

    private static readonly ConcurrentDictionary<bool, Task<(Person, HttpVisitor)>> Victims = new();

    public static TheoryData<int, string> Table()
    {
        var table = new TheoryData<int, string>();
        for (var form = 0; form < Forms.Length; form++)
        {
            foreach (var attack in Attacks)
                table.Add(form, attack);
        }
        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Is_refused_and_changes_nothing(int form, string attack)
    {
        var (page, action, administrator, template) = Forms[form];
        // No attack may end the session, so all can be tried on the same one.
        var (person, victim) = await Victims.GetOrAdd(administrator, SignInAsync);
        using var visitor = victim.At(portal.A.Url);
        var own = Own(visitor);
        var fields = Pairs(template, own);
        if (page == "/sign-in")
            fields = [new("Email", person.Email), new("Password", person.Password)];
        using var shown = await visitor.GetAsync(page);
        var token = HttpVisitor.TokenIn(await shown.Content.ReadAsStringAsync());
        Assert.NotEmpty(token);

        using var request = await BuildAsync(attack, visitor, action, fields, token, administrator);
        using var response = await visitor.SendAsync(request);
        Assert.True(
            response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden,
            $"{attack} on {action}: {response.StatusCode}"
        );

        using var after = await visitor.GetAsync("/account/sessions");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(own, Own(visitor));
    }

    [Theory]
    [InlineData("same-origin", null)]
    [InlineData("none", null)]
    [InlineData(null, null)]
    [InlineData(null, "own")]
    [InlineData("none", "own")]
    [InlineData("same-origin", "own")]
    public async Task The_form_itself_passes(string? site, string? origin)
    {
        var person = await Person.CreateAsync(portal.A);
        using var visitor = await person.SignInAsync(portal.A);
        using var shown = await visitor.GetAsync("/account/sessions");
        var token = HttpVisitor.TokenIn(await shown.Content.ReadAsStringAsync());
        using var request = Form("/sign-out", [new("__RequestVerificationToken", token)]);
        Add(request, "Sec-Fetch-Site", site);
        Add(request, "Origin", origin is null ? null : portal.A.Url.GetLeftPart(UriPartial.Authority));
        using var response = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    [Fact]
    public async Task A_token_made_at_one_instance_passes_at_the_other()
    {
        var person = await Person.CreateAsync(portal.A);
        using var visitor = await person.SignInAsync(portal.A);
        using var shown = await visitor.GetAsync("/account/sessions");
        var token = HttpVisitor.TokenIn(await shown.Content.ReadAsStringAsync());
        using var atB = visitor.At(portal.B.Url);
        using var response = await atB.SendAsync(Form("/sign-out", [new("__RequestVerificationToken", token)]));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    [Theory]
    [InlineData("cross-site", "no-cors", "image")]
    [InlineData("cross-site", "cors", "empty")]
    [InlineData("same-site", "cors", "empty")]
    [InlineData("cross-site", "no-cors", "script")]
    [InlineData("cross-site", "navigate", "iframe")]
    [InlineData("cross-site", "navigate", "object")]
    [InlineData("same-site", "no-cors", "style")]
    public async Task What_only_a_session_may_see_cannot_be_embedded_or_fetched_from_elsewhere(
        string site,
        string mode,
        string destination
    )
    {
        var (_, visitor) = await Victims.GetOrAdd(false, SignInAsync);
        foreach (var path in new[] { "/account/sessions", "/live/account" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            Add(request, "Sec-Fetch-Site", site);
            Add(request, "Sec-Fetch-Mode", mode);
            Add(request, "Sec-Fetch-Dest", destination);
            using var response = await visitor.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_link_from_elsewhere_works()
    {
        var (_, visitor) = await Victims.GetOrAdd(false, SignInAsync);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/sessions");
        Add(request, "Sec-Fetch-Site", "cross-site");
        Add(request, "Sec-Fetch-Mode", "navigate");
        Add(request, "Sec-Fetch-Dest", "document");
        using var response = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("TRACE")]
    [InlineData("NONSENSE")]
    public async Task Only_a_post_acts(string method)
    {
        var (_, visitor) = await Victims.GetOrAdd(false, SignInAsync);
        using var shown = await visitor.GetAsync("/account/sessions");
        var token = WebUtility.UrlEncode(HttpVisitor.TokenIn(await shown.Content.ReadAsStringAsync()));
        var cookies = string.Join("; ", visitor.Cookies.Select(c => $"{c.Key}={c.Value}"));
        foreach (
            var path in new[]
            {
                $"/sign-out?__RequestVerificationToken={token}",
                $"/account/sessions?session={Own(visitor)}&handler=post&__RequestVerificationToken={token}",
            }
        )
        {
            var response = await RawHttp.SendAsync(
                portal.A.Url,
                $"{method} {path}",
                "Cookie: " + cookies,
                "X-HTTP-Method-Override: POST",
                "RequestVerificationToken: " + WebUtility.UrlDecode(token)
            );
            Assert.True(response.Status is 200 or 400 or 404 or 405, $"{method} {path}: {response.Status}");
        }
        using var after = await visitor.GetAsync("/account/sessions");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task A_post_to_a_page_that_takes_none_says_so()
    {
        var (_, visitor) = await Victims.GetOrAdd(false, SignInAsync);
        using var response = await visitor.PostAsync("/account/sessions", [], "/");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    private async Task<(Person, HttpVisitor)> SignInAsync(bool administrator)
    {
        var person = await Person.CreateAsync(portal.A, administrator);
        return (person, await person.SignInAsync(portal.A));
    }

    private async Task<HttpRequestMessage> BuildAsync(
        string attack,
        HttpVisitor visitor,
        string action,
        List<KeyValuePair<string, string>> fields,
        string token,
        bool administrator
    )
    {
        const string name = "__RequestVerificationToken";
        HttpRequestMessage With(string value) => Form(action, [.. fields, new(name, value)]);
        HttpRequestMessage From(string? site, string? origin)
        {
            var request = With(token);
            Add(request, "Sec-Fetch-Site", site);
            Add(request, "Origin", origin);
            return request;
        }

        var own = portal.A.Url;
        switch (attack)
        {
            case "no token":
                return Form(action, fields);
            case "empty token":
                return With("");
            case "garbage token":
                return With("CfDJ8" + new string('A', 150));
            case "truncated token":
                return With(token[..^8]);
            case "cookie token as form token":
                return With(visitor.Cookies["__Host-antiforgery"]);
            case "token of another person":
            {
                var (_, attacker) = await Victims.GetOrAdd(!administrator, SignInAsync);
                using var page = await attacker.GetAsync("/account/sessions");
                return With(HttpVisitor.TokenIn(await page.Content.ReadAsStringAsync()));
            }
            case "token from before signing in":
            {
                using var stranger = new HttpVisitor(own);
                stranger.Cookies["__Host-antiforgery"] = visitor.Cookies["__Host-antiforgery"];
                using var page = await stranger.GetAsync("/sign-in");
                return With(HttpVisitor.TokenIn(await page.Content.ReadAsStringAsync()));
            }
            case "token without its cookie":
                visitor.Cookies.Remove("__Host-antiforgery");
                return With(token);
            case "cookie of another browser":
            {
                using var stranger = new HttpVisitor(own);
                using var page = await stranger.GetAsync("/sign-in");
                visitor.Cookies["__Host-antiforgery"] = stranger.Cookies["__Host-antiforgery"];
                return With(token);
            }
            case "garbage cookie":
                visitor.Cookies["__Host-antiforgery"] = "garbage";
                return With(token);
            case "token in the address":
                return Form($"{action}?{name}={WebUtility.UrlEncode(token)}", fields);
            case "text/plain":
                return new(HttpMethod.Post, action)
                {
                    Content = new StringContent($"{name}={WebUtility.UrlEncode(token)}", Encoding.UTF8, "text/plain"),
                };
            case "json":
                return new(HttpMethod.Post, action)
                {
                    Content = new StringContent($$"""{"{{name}}":"{{token}}"}""", Encoding.UTF8, "application/json"),
                };
            case "multipart without token":
                return Multipart(
                    action,
                    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n",
                    "b"
                );
            case "multipart without boundary":
                return Multipart(action, "--b\r\n", null);
            case "multipart cut off":
                return Multipart(action, $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{token}", "b");
            case "no content type":
                return new(HttpMethod.Post, action) { Content = new ByteArrayContent("a=1"u8.ToArray()) };
            case "valid token, another site":
                return From("cross-site", null);
            case "valid token, sibling site":
                return From("same-site", null);
            case "valid token, two sites named":
            {
                var request = From("same-origin", null);
                request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "cross-site");
                return request;
            }
            case "valid token, unknown site":
                return From("SAME-ORIGIN-ish", null);
            case "valid token, no site, evil origin":
                return From(null, "https://evil.example");
            case "valid token, no site, null origin":
                return From(null, "null");
            case "valid token, no site, other port":
                return From(null, "http://localhost:1");
            case "valid token, no site, other scheme":
                return From(null, "https://" + own.Authority);
            case "valid token, no site, origin that begins alike":
                return From(null, own.GetLeftPart(UriPartial.Authority) + ".evil.example");
            case "valid token, typed, evil origin":
                return From("none", "https://evil.example");
            default:
                throw new InvalidOperationException(attack);
        }
    }

    private static string Own(HttpVisitor visitor) =>
        Features.Sessions.SessionKey.TryParse(visitor.Session, out var key) ? key.Reference.Id : "";

    private static List<KeyValuePair<string, string>> Pairs(string[] template, string own) =>
        [.. template.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1] == "{own}" ? own : pair[1]))];

    private static HttpRequestMessage Form(string action, IEnumerable<KeyValuePair<string, string>> fields) =>
        new(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(fields) };

    private static HttpRequestMessage Multipart(string action, string body, string? boundary)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            "multipart/form-data" + (boundary is null ? "" : "; boundary=" + boundary)
        );
        return new(HttpMethod.Post, action) { Content = content };
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
            request.Headers.TryAddWithoutValidation(name, value);
    }
}
