using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebPortal.Tests.Hosting;
using YamlDotNet.RepresentationModel;
using static WebPortal.Tests.Unit.Operations.ComposeFile;

namespace WebPortal.Tests.Unit.Operations;

/// <summary>docker-compose.yml and what it mounts, read and judged without an engine. They say nothing about whether the images build.</summary>
public sealed partial class ComposeTests
{
    // Jobs that end, and a collector whose image has no program to ask with.
    private static readonly string[] WithoutHealth = ["migrate", "sql-init", "otel-collector"];

    // SQL Server writes beside its data.
    private static readonly string[] Writable = ["sql"];

    [Fact]
    public void The_topology_is_the_promised_one()
    {
        string[] all =
        [
            "grafana",
            "issuer",
            "migrate",
            "otel-collector",
            "portal-a",
            "portal-b",
            "prometheus",
            "proxy",
            "redis",
            "sql",
            "sql-init",
        ];
        Assert.Equal(all, Services.Keys.Order(StringComparer.Ordinal));
        var redis = string.Join(' ', Values(Services["redis"], "command"));
        Assert.Contains("--appendonly yes", redis, StringComparison.Ordinal);
        Assert.Contains("--maxmemory-policy noeviction", redis, StringComparison.Ordinal);
        Assert.Contains("--aclfile", redis, StringComparison.Ordinal);
        Assert.Equal("--migrate", Assert.Single(Values(Services["migrate"], "command")));
    }

    [Fact]
    public void Every_image_is_pinned()
    {
        var images = Services
            .Values.Select(s => Scalar(s, "image")!)
            .Concat(
                FromLine().Matches(Read("Dockerfile")).Select(m => m.Groups["image"].Value).Where(i => i.Contains('/'))
            );
        Assert.All(images, image => Assert.Matches(@"^[a-z0-9./-]+:(?!latest)v?\d+[\w.-]*$", image));
    }

    [Fact]
    public void Services_cannot_write_gain_rights_or_be_root()
    {
        foreach (var (name, service) in Services)
        {
            Assert.True(Scalar(service, "user") is { } user && !user.StartsWith('0'), name + " is root.");
            Assert.True(Writable.Contains(name) || Scalar(service, "read_only") == "true", name + " may write.");
            Assert.Equal("ALL", Assert.Single(Values(service, "cap_drop")));
            Assert.Contains("no-new-privileges:true", Values(service, "security_opt"));
            Assert.Null(Scalar(service, "privileged"));
        }
        Assert.Matches("(?m)^USER 1654:1654$", Read("Dockerfile"));
        Assert.Contains("-chiseled-extra AS runtime", Read("Dockerfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void Services_are_watched_and_wait_for_what_they_need()
    {
        foreach (var (name, service) in Services)
        {
            var test = service.Children.TryGetValue("healthcheck", out var health)
                ? Values((YamlMappingNode)health, "test")
                : [];
            Assert.True(WithoutHealth.Contains(name) || test.Length > 1, name + " has no health check.");
            foreach (var (needed, how) in Map(service, "depends_on"))
            {
                Assert.True(Services.ContainsKey(needed), $"{name} needs {needed}.");
                var condition = Scalar((YamlMappingNode)how, "condition");
                Assert.True(
                    condition != "service_healthy" || !WithoutHealth.Contains(needed),
                    $"{name} waits for ever for {needed}."
                );
            }
        }
        Assert.Contains("migrate", Map(Services["portal-a"], "depends_on").Keys);
        Assert.Contains("migrate", Map(Services["portal-b"], "depends_on").Keys);
    }

    [Fact]
    public void Stores_and_telemetry_are_not_reached_from_outside()
    {
        foreach (var name in new[] { "redis", "sql", "sql-init", "migrate" })
        {
            Assert.Equal("stores", Assert.Single(Values(Services[name], "networks")));
            Assert.Empty(Values(Services[name], "ports"));
        }
        foreach (var network in new[] { "stores", "telemetry" })
            Assert.Equal("true", Scalar((YamlMappingNode)Map(Compose, "networks")[network], "internal"));
        // The portals believe X-Forwarded-For from everybody in "edge".
        Assert.Equal(
            ["issuer", "portal-a", "portal-b", "proxy"],
            Services
                .Where(s => Values(s.Value, "networks").Contains("edge"))
                .Select(s => s.Key)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_variable_setting_and_secret_is_documented()
    {
        var docs = Read("docs/operations.md");
        var names = Variable()
            .Matches(Text)
            .Select(m => m.Groups["name"].Value)
            .Concat(Services.Values.SelectMany(s => Map(s, "environment").Keys))
            .Concat(Map(Compose, "secrets").Keys)
            .Concat(Map(Compose, "volumes").Keys.Select(v => $"volume `{v}`"));
        foreach (var name in names.Distinct(StringComparer.Ordinal))
            Assert.True(
                docs.Contains(name, StringComparison.Ordinal)
                    || docs.Contains(
                        Index().Replace(name, ":0").Replace("__", ":", StringComparison.Ordinal),
                        StringComparison.Ordinal
                    ),
                $"docs/operations.md does not mention {name}."
            );
    }

    [Fact]
    public void Every_secret_is_made_by_the_script_and_none_is_committed()
    {
        var script = Read("deploy/secrets.sh");
        foreach (var (name, secret) in Map(Compose, "secrets"))
        {
            Assert.Equal("./deploy/secrets/" + name, Scalar((YamlMappingNode)secret, "file"));
            Assert.Contains(name, script, StringComparison.Ordinal);
        }
        var known = Map(Compose, "secrets").Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, service) in Services)
        {
            if (service.Children.TryGetValue("secrets", out var list))
                foreach (var item in (YamlSequenceNode)list)
                    Assert.Contains(item is YamlMappingNode map ? Scalar(map, "source")! : item.ToString(), known);
            foreach (var (key, value) in Map(service, "environment"))
                Assert.False(
                    SecretKey().IsMatch(key) && !value.ToString().StartsWith("/run/secrets/", StringComparison.Ordinal),
                    $"{name}: {key} is in the environment."
                );
        }
        Assert.Contains("deploy/secrets/", Read(".gitignore"), StringComparison.Ordinal);
        Assert.DoesNotContain("deploy/secrets/", Git("ls-files"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "secrets",
            Read(".dockerignore").Replace("no secret", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    private static string Git(string command)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["-C", PortalProcess.Root, command]) { RedirectStandardOutput = true }
        )!;
        return git.StandardOutput.ReadToEnd();
    }

    [GeneratedRegex(@"^FROM (?<image>\S+)", RegexOptions.Multiline)]
    private static partial Regex FromLine();

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[A-Z_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex("__[0-9]+")]
    private static partial Regex Index();

    [GeneratedRegex("password|secret|token|connectionstring", RegexOptions.IgnoreCase)]
    private static partial Regex SecretKey();
}
