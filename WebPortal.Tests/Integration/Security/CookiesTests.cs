using System.Reflection;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Security;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Security;

/// <summary>Opens every page, as a stranger and as an administrator, and looks at every cookie that is set.</summary>
public sealed class CookiesTests(PortalFixture portal)
{
    [Fact]
    public async Task A_cookie_that_names_no_session_writes_no_line_for_every_request()
    {
        await using var instance = new PortalInstance("quiet", portal.Redis.Patiently, portal.Directory);
        using var visitor = instance.VisitorWith("AAAAAAAAAAA." + new string('A', 43));
        using var first = await visitor.GetAsync("/account/sessions"); // Some things are said once.
        var said = instance.Lines.All.Count();
        for (var i = 0; i < 5; i++)
        {
            using var refused = await visitor.GetAsync("/account/sessions");
            Assert.Equal(System.Net.HttpStatusCode.Redirect, refused.StatusCode);
        }
        Assert.Equal([], instance.Lines.All.Skip(said).Where(l => l.Contains("Cookies", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_cookie_is_on_the_list_and_as_safe_as_cookies_get()
    {
        var names = typeof(CookieNames)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (string)f.GetRawConstantValue()!)
            .Append("__Host-session")
            .ToHashSet(StringComparer.Ordinal);
        var set = new List<string>();
        void Collect(HttpResponseMessage response)
        {
            if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
                set.AddRange(cookies);
        }

        var person = await Person.CreateAsync(portal.A, administrator: true);
        using var visitor = new HttpVisitor(portal.A.Url);
        foreach (var path in Pages())
        {
            using var asStranger = await visitor.GetAsync(path);
            Collect(asStranger);
        }
        using var signedIn = await visitor.SignInAsync(person.Email, person.Password, keep: true);
        Collect(signedIn);
        foreach (var path in Pages())
        {
            using var asAdministrator = await visitor.GetAsync(path);
            Assert.True((int)asAdministrator.StatusCode < 500, path);
            Collect(asAdministrator);
        }
        using var signedOut = await visitor.PostAsync("/account/sessions", [], "/sign-out");
        Collect(signedOut);

        Assert.Contains(set, c => c.StartsWith("__Host-session=", StringComparison.Ordinal));
        Assert.Contains(set, c => c.StartsWith("__Host-antiforgery=", StringComparison.Ordinal));
        foreach (var cookie in set)
        {
            var name = cookie.Split('=')[0];
            var attributes = cookie.Split("; ")[1..].Select(a => a.ToUpperInvariant()).ToList();
            Assert.Contains(name, names);
            Assert.StartsWith("__Host-", name, StringComparison.Ordinal);
            Assert.Contains("SECURE", attributes);
            Assert.Contains("HTTPONLY", attributes);
            Assert.Contains("PATH=/", attributes);
            Assert.DoesNotContain(attributes, a => a.StartsWith("DOMAIN", StringComparison.Ordinal));
            Assert.Contains(attributes, a => a is "SAMESITE=LAX" or "SAMESITE=STRICT");
            Assert.True(cookie.Split(';')[0].Length <= 4096);
        }
        // Nobody is given a cookie that deletes one they do not have.
        Assert.DoesNotContain(set, c => c.StartsWith(CookieNames.Notice + "=;", StringComparison.Ordinal));
    }

    private List<string> Pages() =>
        [
            .. portal
                .A.Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
                .Where(e => e.RoutePattern.Parameters.All(p => p.IsOptional))
                .Select(e =>
                    "/"
                    + string.Join(
                        '/',
                        e.RoutePattern.PathSegments.Where(s => s.IsSimple && !s.Parts[0].IsParameter)
                            .Select(s =>
                                ((Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)s.Parts[0]).Content
                            )
                    )
                )
                .Distinct(),
        ];
}
