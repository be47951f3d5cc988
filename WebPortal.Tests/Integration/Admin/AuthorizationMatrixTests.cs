using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Admin;

/// <summary>Every administrators' route, by every method, for a visitor, a user and an administrator.</summary>
public sealed class AuthorizationMatrixTests(PortalFixture portal)
{
    [Fact]
    public async Task Visitors_are_sent_to_sign_in_users_are_refused_administrators_get_in()
    {
        using var visitor = new HttpVisitor(portal.A.Url);
        using var user = await portal.A.SignedInAsync(await portal.A.AddPersonAsync());
        var person = await portal.A.AddPersonAsync(administrator: true);
        using var admin = await portal.A.SignedInAsync(person);
        var routes = Routes().Select(r => Fill(r, admin.SessionId(), person.Id)).ToList();
        Assert.True(routes.Count >= 8, string.Join(' ', routes));

        foreach (var route in routes)
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post })
        {
            using var anonymous = await visitor.SendAsync(new HttpRequestMessage(method, route));
            var toSignIn =
                anonymous.StatusCode == HttpStatusCode.Redirect
                && anonymous.Headers.Location!.ToString().Contains("/sign-in?returnUrl=", StringComparison.Ordinal);
            Assert.True(
                toSignIn
                    || anonymous.StatusCode == HttpStatusCode.Unauthorized
                    || anonymous.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound
                        && method != HttpMethod.Get,
                $"visitor {method} {route}: {anonymous.StatusCode}"
            );
            using var refused = await user.SendAsync(new HttpRequestMessage(method, route));
            Assert.True(
                refused.IsRefused()
                    || refused.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound
                        && method != HttpMethod.Get,
                $"user {method} {route}: {refused.StatusCode}"
            );
        }
        foreach (var route in routes.Where(r => !r.StartsWith("/live/", StringComparison.Ordinal)))
        {
            using var page = await admin.GetAsync(route);
            // The job is of nobody: an unknown one is not found, by an administrator.
            Assert.Equal(
                route.StartsWith("/admin/jobs/", StringComparison.Ordinal)
                    ? HttpStatusCode.NotFound
                    : HttpStatusCode.OK,
                page.StatusCode
            );
        }
    }

    [Theory]
    [InlineData("/admin/sessions")]
    [InlineData("/admin/people/{person}")]
    public async Task A_post_without_its_token_changes_nothing(string path)
    {
        var person = await portal.A.AddPersonAsync();
        using var user = await portal.A.SignedInAsync(person);
        using var admin = await portal.A.AdministratorAsync();
        using var response = await admin.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path.Replace("{person}", person.Id, StringComparison.Ordinal))
            {
                Content = new FormUrlEncodedContent([
                    new("revoke", user.SessionId()),
                    new("ask", "disable"),
                    new("why", "forged"),
                ]),
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(await user.IsLetInAsync());
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using var admin = await portal.A.AdministratorAsync();
        foreach (
            var path in new[]
            {
                "/admin/sessions/" + new string('x', 22),
                "/admin/people/nobody",
                "/admin/sessions/short",
            }
        )
        {
            using var response = await admin.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    private IEnumerable<RoutePattern> Routes() =>
        portal
            .A.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern)
            .Where(p =>
                p.RawText!.TrimStart('/').StartsWith("admin", StringComparison.OrdinalIgnoreCase)
                || p.RawText.TrimStart('/') == "live/admin"
            )
            .DistinctBy(p => p.RawText);

    private static string Fill(RoutePattern route, string sessionId, string personId) =>
        "/"
        + string.Join(
            '/',
            route.PathSegments.Select(s =>
                s.Parts[0] is RoutePatternParameterPart
                    ? route.RawText!.Contains("people", StringComparison.Ordinal)
                        ? personId
                        : sessionId
                    : string.Concat(
                        s.Parts.OfType<RoutePatternLiteralPart>()
                            .Select(l => l.Content)
                            .Concat(s.Parts.OfType<RoutePatternSeparatorPart>().Select(l => l.Content))
                    )
            )
        );
}
