using System.Net;
using System.Net.Http.Headers;
using System.Text;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.SocialLogin;

/// <summary>Endpoints without a page take forms too. What is not one, or not ours, is refused in words, and nothing happens.</summary>
public sealed class BadFormTests(SocialFixture social)
{
    private static readonly string[] Endpoints =
    [
        "/sign-in/with/Google",
        "/prove/with/Google",
        "/sign-out/with-provider",
        "/sign-out",
        "/account/connections?handler=Unlink",
    ];

    [Fact]
    public async Task A_bad_form_is_a_400_in_words_and_never_a_500()
    {
        var person = await social.AddPersonAsync();
        using var visitor = social.Visit();
        await visitor.SignInAsync("Google", person);
        var token = HttpVisitor.TokenIn(await visitor.ReadAsync("/account/connections"));
        var wrong = new List<string>();
        foreach (var endpoint in Endpoints)
        {
            foreach (var (what, make) in Bodies(token))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = make() };
                using var answer = await visitor.Portal.SendAsync(request);
                var html = await answer.Content.ReadAsStringAsync();
                if ((int)answer.StatusCode is < 400 or >= 500 || !html.Contains("<h1", StringComparison.Ordinal))
                    wrong.Add($"{endpoint}, {what}: {(int)answer.StatusCode}, {html.Length} characters");
            }
            // The token may come in a header; then the body can still be anything.
            using var other = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new StringContent("{}") };
            other.Headers.Add("RequestVerificationToken", token);
            if (endpoint.Contains("/with/", StringComparison.Ordinal))
            {
                using var answer = await visitor.Portal.SendAsync(other);
                if (answer.StatusCode != HttpStatusCode.UnsupportedMediaType)
                    wrong.Add($"{endpoint}, no form: {(int)answer.StatusCode}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(await visitor.IsSignedInAsync());
    }

    private static IEnumerable<(string What, Func<HttpContent?> Make)> Bodies(string token)
    {
        const string form = "application/x-www-form-urlencoded";
        const string field = "__RequestVerificationToken=";
        yield return ("nothing", () => null);
        yield return ("no token", () => Text("returnUrl=%2F", form));
        yield return ("an invented token", () => Text(field + "CfDJ8nonsense", form));
        yield return ("two tokens", () => Text($"{field}{token}&{field}x", form));
        yield return ("half an escape", () => Text(field + "%ZZ%", form));
        yield return ("bytes that are no text", () => Bytes([0xff, 0xfe, 0x00, 0x3d, 0xc3, 0x28], form));
        yield return (
            "too many fields",
            () => Text(string.Join('&', Enumerable.Range(0, 3000).Select(i => $"f{i}=x")), form)
        );
        yield return ("a field too long", () => Text("x=" + new string('y', 60_000), form));
        yield return ("multipart without a boundary", () => Text("--a\r\n", "multipart/form-data"));
        yield return (
            "multipart cut off",
            () => Text("--a\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny", "multipart/form-data; boundary=a")
        );
        yield return ("JSON", () => Text("{}", "application/json"));
    }

    private static ByteArrayContent Text(string text, string type) => Bytes(Encoding.UTF8.GetBytes(text), type);

    private static ByteArrayContent Bytes(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }
}
