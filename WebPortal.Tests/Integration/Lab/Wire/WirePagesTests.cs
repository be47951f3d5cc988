using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Lab;
using WebPortal.Features.Lab.Lanes;
using WebPortal.Features.Lab.Wire;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

/// <summary>What a wire page promises, on every lane: requests, the server's steps, Redis as issued, bytes, and the line that did it.</summary>
[Collection("lab")]
public sealed partial class WirePagesTests(LabFixture lab)
{
    public static TheoryData<string> Lanes => [.. "SCJDRPIOB".Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Lanes))]
    public async Task A_recording_has_every_part_and_no_secret(string key)
    {
        using var visitor = new HttpVisitor(lab.A.Url);
        var path = "/lab/lanes/" + key.ToLowerInvariant();
        using var recorded = await visitor.PostAsync(path, []);
        Assert.Equal(HttpStatusCode.Redirect, recorded.StatusCode);
        var record = (await lab.A.Services.GetRequiredService<WireRecorder>().LastAsync(key))!;

        Assert.Equal(
            key == "R"
                ? [WireStep.SignIn, WireStep.Ask, WireStep.Refresh, WireStep.Revoke, WireStep.AskAgain]
                : [WireStep.SignIn, WireStep.Ask, WireStep.Revoke, WireStep.AskAgain],
            record.Steps.Select(s => s.Title)
        );
        // On lane I the server asks somebody itself, and that is shown too.
        var asking = record.Steps.Single(s => s.Title == WireStep.Ask).Exchanges;
        Assert.Equal(key == "I" ? ["the browser", "the portal’s server"] : ["the browser"], asking.Select(e => e.By));
        var asked = asking[0];
        Assert.Equal("200 OK", asked.Response);
        Assert.True(
            asked is { Up: > 50, Down: > 50, ServerMicros: > 0 },
            $"{asked.Up} {asked.Down} {asked.ServerMicros}"
        );
        Assert.Contains(asked.ServerSteps!, s => s.Name.StartsWith("authenticate (lab-", StringComparison.Ordinal));
        // What the library's profiler does not tell is read from its messages: a new version of it may end that.
        var commands = record
            .Steps.SelectMany(s => s.Exchanges.SelectMany(e => e.Commands).Concat(s.Commands))
            .ToList();
        Assert.All(commands, c => Assert.True(c is { Keys: [_, ..], Others: not null }, c.Name));
        Assert.All(commands.SelectMany(c => c.Keys!), k => Assert.DoesNotMatch("[A-Za-z0-9_-]{22}", k));
        Assert.Equal("SDOB".Contains(key, StringComparison.Ordinal), asked.Commands.Count > 0);

        // The session's lookup, which leaves outside of the request's own flow.
        if (key is "S" or "B")
            Assert.Contains(
                asked.Commands,
                c => c.Keys![0].StartsWith($"lab-{key.ToLowerInvariant()}:", StringComparison.Ordinal)
            );

        using var page = await visitor.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync();
        var links = SourceLink().Matches(html).Select(m => m.Groups["path"].Value).ToList();
        Assert.True(links.Count > record.Steps.Count, "Each step names its line.");
        foreach (var link in links.Distinct(StringComparer.Ordinal))
        {
            using var source = await visitor.GetAsync("/lab/source/" + link.Split('#')[0]);
            Assert.True(source.IsSuccessStatusCode, link);
            Assert.Contains(
                $"id=\"{link.Split('#')[1]}\"",
                await source.Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );
        }
        Assert.DoesNotMatch("eyJ[A-Za-z0-9_-]{20}", html);
    }

    [Fact]
    public async Task A_used_refresh_token_that_comes_again_ends_its_family_and_the_page_shows_which_is_which()
    {
        using var visitor = new HttpVisitor(lab.A.Url);
        using var recorded = await visitor.PostAsync("/lab/lanes/r", [new("how", "replay")]);
        Assert.Equal(HttpStatusCode.Redirect, recorded.StatusCode);
        var record = (await lab.A.Services.GetRequiredService<WireRecorder>().LastAsync("R"))!;

        var replay = record.Steps.Single(s => s.Title == WireStep.Replay).Exchanges.Single();
        Assert.StartsWith("400", replay.Response, StringComparison.Ordinal);
        Assert.Equal(2, record.Family!.Count);
        Assert.NotNull(record.Family[0].Used);
        Assert.Null(record.Family[1].Used);
        Assert.Equal("revoked", record.Family[1].Status);
        Assert.NotEqual(record.Family[0].Fingerprint, record.Family[1].Fingerprint);
        using var page = await visitor.GetAsync("/lab/lanes/r");
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("used, then used again: refused", html, StringComparison.Ordinal);
        Assert.Contains("revoked, because an older one came again", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WebPortal/appsettings.json")]
    [InlineData("WebPortal/Program.cs")]
    [InlineData("WebPortal/Features/Lab/../../Program.cs")]
    [InlineData("claims/1-sessions.json")]
    [InlineData("WebPortal/Features/Lab/Lanes/Nothing.cs")]
    public async Task Only_embedded_sources_are_shown(string path)
    {
        using var visitor = new HttpVisitor(lab.A.Url);
        using var answer = await visitor.GetAsync(
            "/lab/source/" + path.Replace("..", "%2e%2e", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task With_the_address_of_a_repository_the_links_go_there_at_the_commit_that_was_built()
    {
        await using var portal = await lab.StartPortalAsync(
            new() { ["Portal:SourceUrl"] = "https://code.example/portal/" }
        );
        var lane = portal.Services.GetServices<ILane>().First();
        var place = LaneSources.Of(lane, WireStep.Revoke);
        Assert.Equal(
            $"https://code.example/portal/blob/{WebPortal.Features.Shared.BuildInfo.Commit}/{place.Path}#L{place.Line}",
            portal.Services.GetRequiredService<SourceLinks>().To(place)
        );
        var line = RepositorySource.Find(place.Path)!.Text.Split('\n')[place.Line - 1];
        Assert.Contains("RevokeAsync(", line, StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"/lab/source/(?<path>[^\"]+)\"")]
    private static partial Regex SourceLink();
}
