using System.Net;
using System.Text.RegularExpressions;
using WebPortal.Features.Lab.Decide;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

public sealed partial class DecidePageTests(PortalFixture portal) : IDisposable
{
    private readonly HttpVisitor _visitor = new(portal.A.Url);

    [Fact]
    public async Task Without_answers_it_asks_ten_questions_and_answers_none()
    {
        var text = await TextAsync("/decide");
        Assert.All(Questions.All, q => Assert.Contains(q.Text, text, StringComparison.Ordinal));
        Assert.DoesNotContain("id=\"answer\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_backend_a_browser_and_social_login_make_a_session_signed_in_by_OIDC()
    {
        var text = await TextAsync("/decide?client=pages&backend=one&login=social");
        Assert.Contains("<h2 id=\"answer\">Server session, sign in by OIDC</h2>", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/lab/claims/126\"", text, StringComparison.Ordinal);
        Assert.Contains("<option value=\"social\" selected=\"selected\">", text, StringComparison.Ordinal);
        Assert.Equal(7, Assumed().Count(text));
    }

    [Fact]
    public async Task An_empty_form_that_was_sent_is_answered_with_everything_assumed()
    {
        var text = await TextAsync("/decide?" + string.Join('&', Questions.All.Select(q => q.Key + "=")));
        Assert.Equal(10, Assumed().Count(text));
        Assert.DoesNotContain("That was ignored", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_that_would_change_the_answer_changes_it()
    {
        var text = await TextAsync("/decide?client=pages&login=social");
        var turn = Turn()
            .Matches(text)
            .First(m => m.Groups[1].Value.Contains("backend=several", StringComparison.Ordinal));
        Assert.Equal("Backend for frontend, sign in by OIDC", turn.Groups[2].Value);
        var turned = await TextAsync(turn.Groups[1].Value);
        Assert.Contains($"<h2 id=\"answer\">{turn.Groups[2].Value}</h2>", turned, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_is_ignored_with_a_note_and_never_printed()
    {
        var text = await TextAsync("/decide?stop=%3Cimg%20src=x%3E&evilname=1");
        Assert.Contains("That was ignored", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evilname", text, StringComparison.Ordinal);
        Assert.Contains("id=\"answer\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_scenario_of_the_articles_is_a_link_that_marks_itself()
    {
        foreach (var preset in Preset.All)
        {
            var text = await TextAsync(preset.Address);
            Assert.Contains(
                $"href=\"{preset.Address}\" aria-current=\"true\">{preset.Name}</a>",
                text,
                StringComparison.Ordinal
            );
        }
    }

    public void Dispose() => _visitor.Dispose();

    private async Task<string> TextAsync(string path)
    {
        using var response = await _visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("""<span class="badge">Assumed</span>""")]
    private static partial Regex Assumed();

    [GeneratedRegex("""<span class="sub"><a href="([^"]+)">[^<]+</a> → ([^<]+)</span>""")]
    private static partial Regex Turn();
}
