using WebPortal.Security;

namespace WebPortal.Tests.Unit.Security;

public sealed class SafeReturnUrlTests
{
    /// <summary>Payloads that leave the site in some browser or behind some proxy, or break a Location header.</summary>
    public static readonly string[] Attacks =
    [
        "",
        " ",
        "evil.example",
        "http://evil.example",
        "https://evil.example/",
        "HTTPS://EVIL.EXAMPLE",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "//evil.example/%2e%2e",
        "//localhost@evil.example",
        "//evil.example:80/",
        "//\u0435vil.example",
        "/\\evil.example",
        "/\\/evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        "/\r\n/evil.example",
        "\t//evil.example",
        "\n//evil.example",
        " //evil.example",
        "/\0/evil.example",
        "/\v/evil.example",
        "/\f/evil.example",
        "/\u001b[31m",
        "/\u007f/evil.example",
        "/\u0085/evil.example",
        "/a\r\nSet-Cookie: x=1",
        "/a\nLocation: //evil.example",
        "/a\\..\\evil.example",
        "/..\\evil.example",
        "/%5Cevil.example",
        "/%5c%5cevil.example",
        "/%2Fevil.example",
        "/%2f%2fevil.example",
        "/%2F/evil.example",
        "~/",
        "~//evil.example",
        "./",
        "../",
        "?returnUrl=/",
        "#",
        "@evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "javascript://localhost/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://evil.example/x",
        "mailto:x@evil.example",
        "\u2215\u2215evil.example",
        "\uff0f\uff0fevil.example",
        "\u2044evil.example",
        "\ufeff//evil.example",
        "\u200b//evil.example",
        "/\ud800",
        "/a\udfffb",
        "%2F%2Fevil.example",
        "%0d%0aLocation:%20//evil.example",
    ];

    public static TheoryData<string> AttackTable() => [.. Attacks];

    [Theory]
    [MemberData(nameof(AttackTable))]
    public void An_address_elsewhere_is_not_followed(string payload) =>
        Assert.Equal("/fallback", SafeReturnUrl.Or(payload, "/fallback"));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/account/sessions", "/account/sessions")]
    [InlineData("/a?b=c&d=//e#f", "/a?b=c&d=//e#f")]
    [InlineData("/@evil.example", "/@evil.example")]
    [InlineData("/.evil.example", "/.evil.example")]
    [InlineData("/a//b", "/a//b")]
    [InlineData("/admin/sessions?q=m%C3%BCller", "/admin/sessions?q=m%C3%BCller")]
    [InlineData("/admin/sessions?q=müller", "/admin/sessions?q=m%C3%BCller")]
    [InlineData("/ü", "/%C3%BC")]
    [InlineData("/\u2215evil.example", "/%E2%88%95evil.example")]
    [InlineData("/\uff0fevil.example", "/%EF%BC%8Fevil.example")]
    [InlineData("/\u202egnp.exe", "/%E2%80%AEgnp.exe")]
    [InlineData("/😀", "/%F0%9F%98%80")]
    [InlineData("/a b", "/a%20b")]
    [InlineData("/100%", "/100%")]
    [InlineData("/x%0d%0aSet-Cookie:y=1", "/x%0d%0aSet-Cookie:y=1")]
    public void An_address_here_is_followed_in_ascii(string candidate, string expected) =>
        Assert.Equal(expected, SafeReturnUrl.Or(candidate, "/fallback"));

    [Fact]
    public void Nothing_and_too_much_are_not_followed()
    {
        Assert.Equal("/fallback", SafeReturnUrl.Or(null, "/fallback"));
        Assert.Equal("/fallback", SafeReturnUrl.Or("/" + new string('a', 2000), "/fallback"));
        Assert.Equal("/fallback", SafeReturnUrl.Or("/" + new string('ü', 1000), "/fallback"));
        Assert.Equal(2000, SafeReturnUrl.Or("/" + new string('a', 1999), "/fallback").Length);
    }
}
