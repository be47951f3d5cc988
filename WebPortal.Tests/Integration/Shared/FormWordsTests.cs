using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Tests.Hosting;
using WebPortal.Tests.Integration.Admin;

namespace WebPortal.Tests.Integration.Shared;

/// <summary>Every form of the portal is sent empty and with nonsense: what comes back speaks of the thing, not of a property of the program.</summary>
public sealed partial class FormWordsTests(PortalFixture portal)
{
    private static readonly string[] FrameworkWords =
    [
        "field is required",
        "The value '",
        "The value &#x27;",
        "is not valid for",
        "The field ",
        "must be a string",
        "The input was not valid",
    ];

    [Theory]
    [InlineData("")]
    [InlineData("\u00a0no\u0007nsense")]
    public async Task No_form_answers_in_the_frameworks_words(string value)
    {
        var person = await portal.A.AddPersonAsync();
        var boss = await portal.A.AddPersonAsync(administrator: true);
        using var stranger = new HttpVisitor(portal.A.Url);
        using var user = portal.A.VisitorWith(await portal.A.MakeSessionAsync(person));
        using var admin = portal.A.VisitorWith(await portal.A.MakeSessionAsync(boss, administrator: true));
        var forms = 0;
        foreach (var page in Pages(person.Id))
        foreach (var visitor in new[] { stranger, user, admin })
        {
            using var shown = await visitor.GetAsync(page);
            if (shown.StatusCode != HttpStatusCode.OK)
                continue;
            foreach (Match form in Forms().Matches(await shown.Content.ReadAsStringAsync()))
            {
                var action = Action().Match(form.Groups["head"].Value) is { Success: true } to
                    ? WebUtility.HtmlDecode(to.Groups["to"].Value)
                    : page;
                if (action == "/sign-out" || action.StartsWith("/lab", StringComparison.Ordinal))
                    continue;
                var body = form.Groups["body"].Value;
                var fields = Names()
                    .Matches(body)
                    .Select(m => m.Groups["name"].Value)
                    .Where(n => n is not ("__RequestVerificationToken" or "username"))
                    .Select(n => KeyValuePair.Create(n, value));
                using var answer = await visitor.SendAsync(
                    new HttpRequestMessage(HttpMethod.Post, action)
                    {
                        Content = new FormUrlEncodedContent([
                            .. fields,
                            new("__RequestVerificationToken", HttpVisitor.TokenIn(body)),
                        ]),
                    }
                );
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True((int)answer.StatusCode < 500, $"{page} → {action}: {answer.StatusCode}");
                Assert.All(FrameworkWords, words => Assert.False(text.Contains(words), $"{page} → {action}: {words}"));
                forms++;
            }
        }
        Assert.True(forms > 20, $"Only {forms} forms were sent.");
    }

    [Fact]
    public async Task A_field_that_was_left_empty_says_what_to_do()
    {
        using var user = portal.A.VisitorWith(await portal.A.MakeSessionAsync(await portal.A.AddPersonAsync()));
        Assert.Contains("Enter a password.", await user.DoAsync("/account/password", ("Current", "x"), ("New", "")));
        Assert.Contains("Fill this in.", await user.DoAsync("/account", ("Name", "")));
    }

    // The lab's forms start races; they are tested with them.
    private IEnumerable<string> Pages(string personId) =>
        portal
            .A.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/'))
            .Where(r => !r.StartsWith("/lab", StringComparison.Ordinal) && r != "/error")
            .Select(r => Optional().Replace(r, "").Replace("{id:length(1,64)}", personId, StringComparison.Ordinal))
            .Where(r => !r.Contains('{', StringComparison.Ordinal))
            .Concat(["/account/password?x=1", $"/admin/people/{personId}?ask=disable"])
            .Distinct()
            .ToList();

    [GeneratedRegex(
        """<form(?<head>[^>]*method="post"[^>]*)>(?<body>.*?)</form>""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Forms();

    [GeneratedRegex("action=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Action();

    [GeneratedRegex("name=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Names();

    [GeneratedRegex(@"/\{[^}]*\?\}")]
    private static partial Regex Optional();
}
