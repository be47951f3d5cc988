using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace WebPortal.Tests.Integration.Issuer;

public sealed partial class SignInTests(SharedIssuer shared)
{
    private readonly IssuerUnderTest _issuer = shared.Issuer;

    [GeneratedRegex(
        "Sign in as (?<login>[a-z-]+)</button>.*?password <code>(?<password>[a-z0-9]+)</code>",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Shown();

    private static string PasswordOf(TestBrowser browser, string login) =>
        Shown().Matches(browser.Html).Single(m => m.Groups["login"].Value == login).Groups["password"].Value;

    [Theory]
    [InlineData("vera")]
    [InlineData("VERA@people.example", false)]
    [InlineData(" vera@people.example ")]
    public async Task The_password_shown_on_the_page_signs_in(string login, bool works = true)
    {
        using var browser = _issuer.Browser();
        await browser.GetAsync("/sign-in");
        Assert.Equal(5, Shown().Count(browser.Html));
        await browser.SubmitAsync("current-password", ("login", login), ("password", PasswordOf(browser, "vera")));
        Assert.Equal(works ? "/" : "/sign-in", browser.At.AbsolutePath);
    }

    [Fact]
    public async Task The_cookies_are_Host_prefixed_Secure_HttpOnly_and_Lax()
    {
        using var browser = _issuer.Browser();
        await browser.GetAsync("/sign-in");
        var form = HtmlForm.With(browser.Html, "Sign in as");
        using var http = _issuer.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, form.Action)
        {
            Content = new FormUrlEncodedContent([.. form.Fields, new("login", "vera")]),
        };
        request.Headers.Add("Cookie", string.Join("; ", browser.Cookies.Select(c => $"{c.Key}={c.Value}")));
        var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var cookies = browser
            .Last.Headers.GetValues("Set-Cookie")
            .Concat(response.Headers.GetValues("Set-Cookie"))
            .ToList();
        Assert.Equal(
            ["__Host-issuer-form", "__Host-issuer-session"],
            cookies.Select(c => c.Split('=')[0]).Order().ToArray()
        );
        foreach (var cookie in cookies.Select(c => c.ToLowerInvariant()))
        {
            Assert.Contains("; secure", cookie, StringComparison.Ordinal);
            Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
            Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
            Assert.Contains("; path=/", cookie, StringComparison.Ordinal);
            Assert.DoesNotContain("domain=", cookie, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_subscriber_share_their_tries()
    {
        await using var issuer = await IssuerUnderTest.StartAsync(services: s =>
            s.AddSingleton<IStartupFilter, EachTimeAnotherAddress>()
        );
        using var browser = issuer.Browser();
        await browser.GetAsync("/sign-in");
        var right = PasswordOf(browser, "vera");
        for (var i = 0; i < 30; i++)
            await browser.SubmitAsync("current-password", ("login", $"nobody-{i}"), ("password", "wrong"));
        await browser.SubmitAsync("current-password", ("login", "vera"), ("password", right));
        Assert.Equal(429, (int)browser.Status);
    }

    [Fact]
    public async Task Five_wrong_passwords_make_the_account_wait_and_others_not()
    {
        await using var issuer = await IssuerUnderTest.StartAsync();
        using var browser = issuer.Browser();
        await browser.GetAsync("/sign-in");
        var right = PasswordOf(browser, "vera");
        for (var i = 0; i < 5; i++)
        {
            await browser.SubmitAsync("current-password", ("login", "vera"), ("password", "wrong"));
            Assert.Contains("do not match", browser.Html, StringComparison.Ordinal);
        }
        await browser.SubmitAsync("current-password", ("login", "Vera"), ("password", right));
        Assert.Equal(429, (int)browser.Status);
        await browser.SubmitAsync("current-password", ("login", "nobody"), ("password", "wrong"));
        Assert.Contains("do not match", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync("current-password", ("login", "ulf"), ("password", PasswordOf(browser, "ulf")));
        Assert.Equal("/", browser.At.AbsolutePath);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        using var browser = _issuer.Browser();
        await browser.PostAsync("/sign-in?handler=As", [new("login", "vera")]);
        Assert.Equal(400, (int)browser.Status);
        Assert.Contains("That form was old", browser.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/ü")]
    [InlineData("~/x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    public async Task A_hostile_return_address_leads_to_the_first_page(string address)
    {
        using var browser = _issuer.Browser();
        await browser.GetAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(address));
        await browser.SignInAsAsync("vera");
        Assert.Null(browser.LeftFor);
        Assert.Equal("/", browser.At.AbsolutePath);
        Assert.Equal(200, (int)browser.Status);
    }

    [Fact]
    public async Task Signing_in_as_somebody_else_ends_the_first_ones_session()
    {
        using var browser = _issuer.Browser();
        await browser.GetAsync("/sign-in");
        await browser.SignInAsAsync("vera");
        var planted = browser.Cookies["__Host-issuer-session"];
        await browser.GetAsync("/sign-in");
        await browser.SignInAsAsync("ulf");
        Assert.NotEqual(planted, browser.Cookies["__Host-issuer-session"]);
        using var other = _issuer.Browser();
        other.Cookies["__Host-issuer-session"] = planted;
        await other.GetAsync("/sessions");
        Assert.Equal("/sign-in", other.At.AbsolutePath);
    }

    /// <summary>2001:db8::1, 2001:db8::2 …</summary>
    private sealed class EachTimeAnotherAddress : IStartupFilter
    {
        private int _last;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (HttpContext context, RequestDelegate following) =>
                    {
                        context.Connection.RemoteIpAddress = IPAddress.Parse(
                            $"2001:db8::{Interlocked.Increment(ref _last):x}"
                        );
                        return following(context);
                    }
                );
                next(app);
            };
    }
}
