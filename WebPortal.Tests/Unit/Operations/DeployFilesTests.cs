using System.Text.Json;
using System.Text.RegularExpressions;
using WebPortal.Tests.Hosting;
using static WebPortal.Tests.Unit.Operations.ComposeFile;

namespace WebPortal.Tests.Unit.Operations;

/// <summary>What is mounted can be read; the board and the proxy's configuration fit what the portal measures and believes.</summary>
public sealed partial class DeployFilesTests
{
    [Fact]
    public void What_is_mounted_exists_and_can_be_read()
    {
        foreach (var (name, service) in Services)
        {
            foreach (var mount in Values(service, "volumes").Where(v => v.StartsWith("./", StringComparison.Ordinal)))
            {
                var parts = mount.Split(':');
                Assert.True(Path.Exists(Path.Combine(PortalProcess.Root, parts[0])), $"{name}: {parts[0]}");
                Assert.Equal("ro", parts[^1]);
            }
        }
        foreach (
            var file in Directory.GetFiles(
                Path.Combine(PortalProcess.Root, "deploy"),
                "*.y*ml",
                SearchOption.AllDirectories
            )
        )
            Assert.NotEmpty(Root(File.ReadAllText(file)).Children);
    }

    [Fact]
    public void The_board_asks_for_instruments_that_exist()
    {
        using var board = JsonDocument.Parse(Read("deploy/telemetry/grafana/boards/webportal.json"));
        var asked = board
            .RootElement.GetProperty("panels")
            .EnumerateArray()
            .SelectMany(p => p.GetProperty("targets").EnumerateArray())
            .SelectMany(t => MetricName().Matches(t.GetProperty("expr").GetString()!).Select(m => m.Value))
            .ToHashSet(StringComparer.Ordinal);
        var source = string.Concat(
            Directory
                .GetFiles(
                    Path.Combine(PortalProcess.Root, "WebPortal", "Features"),
                    "*.cs",
                    SearchOption.AllDirectories
                )
                .Select(File.ReadAllText)
        );
        var made = InstrumentName().Matches(source).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(made);
        // Prometheus' names: dots are underscores, a unit and the kind are appended.
        foreach (var name in asked)
            Assert.Contains(made, m => name.StartsWith(m.Replace('.', '_'), StringComparison.Ordinal));
        foreach (var name in made)
            Assert.Contains(name, Read("docs/operations.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_proxy_sets_what_the_portal_believes_and_repeats_no_form()
    {
        var nginx = Read("deploy/nginx/nginx.conf");
        Assert.Contains("proxy_set_header X-Forwarded-For $remote_addr;", nginx, StringComparison.Ordinal);
        Assert.Contains("proxy_set_header X-Forwarded-Proto https;", nginx, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy_add_x_forwarded_for", nginx, StringComparison.Ordinal);
        Assert.DoesNotContain("non_idempotent", nginx, StringComparison.Ordinal);
        Assert.DoesNotContain("ip_hash", nginx, StringComparison.Ordinal);
        Assert.DoesNotContain("sticky", nginx, StringComparison.Ordinal);
        foreach (Match server in Regex.Matches(nginx, @"server (?<host>[a-z-]+):\d+"))
            Assert.Contains(server.Groups["host"].Value, Services.Keys);
    }

    [GeneratedRegex("webportal_[a-z_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("\"(webportal\\.[a-z._]+)\"")]
    private static partial Regex InstrumentName();
}
