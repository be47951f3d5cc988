using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Errors;

/// <summary>One page for every status, in words, with a reference that the log has too.</summary>
public sealed partial class ErrorPageTests(PortalFixture portal)
{
    [Theory]
    [InlineData("POST /sign-in", 400, "cannot be understood")]
    [InlineData("GET /live/account", 401, "needs you to be signed in")]
    [InlineData("GET /no-such-page", 404, "nothing at this address")]
    [InlineData("DELETE /sign-in", 405, "cannot be done at this address")]
    [InlineData("GET /error", 404, "nothing at this address")]
    [InlineData("POST /error", 400, "cannot be understood")]
    public async Task Says_what_happened_with_a_reference_that_the_log_has(string request, int status, string words)
    {
        var response = await RawHttp.SendAsync(portal.A.Url, request, "Accept: text/html", "Content-Length: 0");
        Assert.Equal(status, response.Status);
        Assert.StartsWith("text/html", response.Header("Content-Type"), StringComparison.Ordinal);
        AssertPage(response.Text, status, words, portal.A);
        Assert.Null(response.Header("Set-Cookie"));
    }

    [Fact]
    public async Task Somebody_elses_page_is_403()
    {
        var person = await Person.CreateAsync(portal.A);
        using var visitor = await person.SignInAsync(portal.A);
        using var response = await visitor.GetAsync("/admin/sessions");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        AssertPage(await response.Content.ReadAsStringAsync(), 403, "not yours to open", portal.A);
    }

    [Fact]
    public async Task Another_sites_request_is_403_and_says_so()
    {
        var response = await RawHttp.SendAsync(
            portal.A.Url,
            "POST /sign-in",
            "Accept: text/html",
            "Content-Length: 0",
            "Sec-Fetch-Site: cross-site"
        );
        Assert.Equal(403, response.Status);
        AssertPage(response.Text, 403, "came from another site", portal.A);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/problem+json")]
    [InlineData("text/event-stream")]
    public async Task A_script_is_given_a_problem_instead_of_a_page(string accept)
    {
        var response = await RawHttp.SendAsync(portal.A.Url, "GET /live/account", "Accept: " + accept);
        Assert.Equal(401, response.Status);
        Assert.StartsWith("application/problem+json", response.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Null(response.Header("Location"));
        var json = response.Text[
            response.Text.IndexOf('{', StringComparison.Ordinal)..(response.Text.LastIndexOf('}') + 1)
        ];
        var problem = JsonDocument.Parse(json).RootElement;
        Assert.Equal(401, problem.GetProperty("status").GetInt32());
        Assert.Contains(
            portal.A.Lines.All,
            l => l.Contains(problem.GetProperty("reference").GetString()!, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(418)]
    [InlineData(502)]
    public async Task Any_other_status_has_the_page_too(int status)
    {
        await using var broken = Broken(status);
        var response = await RawHttp.SendAsync(broken.Url, "GET /sign-in?x=1", "Accept: text/html");
        Assert.Equal(status, response.Status);
        AssertPage(response.Text, status, "", broken);
        Assert.Contains("no-store", response.Header("Cache-Control"), StringComparison.Ordinal);
        Security.HeadersTests.AssertHeaders(response.Header);
        Assert.Equal(status == 503, response.Header("Retry-After") == "5");
        Assert.Equal(status == 503, response.Text.Contains("5 seconds", StringComparison.Ordinal));
        if (status is not 413 and not 418)
            Assert.Contains("href=\"/sign-in?x=1\"", response.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_fault_shows_no_detail_and_the_log_has_it(string environment)
    {
        await using var broken = Broken(0, environment);
        var response = await RawHttp.SendAsync(
            broken.Url,
            "GET /sign-in",
            "Accept: text/html",
            "X-Forwarded-Proto: https"
        );
        Assert.Equal(500, response.Status);
        AssertPage(response.Text, 500, "Something went wrong here", broken);
        Assert.DoesNotContain("Exception", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("detail-for-the-log", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", response.Text, StringComparison.Ordinal);
        Assert.Contains(broken.Lines.All, l => l.Contains("detail-for-the-log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_path_cannot_forge_a_line_of_the_log()
    {
        var mark = "mark" + Guid.NewGuid().ToString("N");
        await RawHttp.SendAsync(portal.A.Url, $"GET /{mark}%0d%0aError:%20forged%1b[31m", "User-Agent: x\u001b[31my");
        var lines = portal.A.Lines.All.Where(l => l.Contains(mark, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.DoesNotContain(l, c => char.IsControl(c)));
    }

    private static void AssertPage(string html, int status, string words, PortalInstance instance)
    {
        Assert.Contains($"<b>{status}</b>", html, StringComparison.Ordinal);
        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.Single(Heading().Matches(html));
        var reference = Reference().Match(html).Groups[1].Value;
        Assert.NotEmpty(reference);
        Assert.Contains(
            instance.Lines.All,
            l => l.Contains(reference, StringComparison.Ordinal) && l.Contains($"{status}", StringComparison.Ordinal)
        );
    }

    [GeneratedRegex("<h1>")]
    private static partial Regex Heading();

    [GeneratedRegex("<dt>Reference</dt><dd><code>([^<]+)</code>")]
    private static partial Regex Reference();

    // Answers the sign-in page with a status of the test's choice, or with an exception (0).
    private PortalInstance Broken(int status, string environment = "Development") =>
        new(
            "broken",
            portal.Redis.Patiently,
            portal.Directory,
            environment,
            services: services => services.Configure<MvcOptions>(o => o.Filters.Add(new Break(status)))
        );

    private sealed class Break(int status) : IResourceFilter
    {
        public void OnResourceExecuting(ResourceExecutingContext context)
        {
            ArgumentNullException.ThrowIfNull(context);
            if (context.HttpContext.Request.Path != "/sign-in")
                return;
            context.Result =
                status == 0 ? throw new InvalidOperationException("detail-for-the-log") : new StatusCodeResult(status);
        }

        public void OnResourceExecuted(ResourceExecutedContext context) { }
    }
}
