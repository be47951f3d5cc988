using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Unit.Architecture;

/// <summary>The house rules of docs/architecture.md, kept by reading the source.</summary>
public sealed partial class HouseRulesTests
{
    /// <summary>A file over 200 lines says why in a line that begins like this.</summary>
    private const string LongBecause = "// Long because: ";

    private static readonly string Portal = Path.Combine(PortalProcess.Root, "WebPortal");

    [Fact]
    public void Files_are_small()
    {
        var sizes = Sources("*.cs", "*.cshtml").Select(f => (File: f, Lines: File.ReadAllLines(f))).ToList();
        foreach (var (file, lines) in sizes.Concat(Elsewhere()).Where(s => s.Lines.Length > 200))
            Assert.True(
                lines.Any(l => l.TrimStart().StartsWith(LongBecause, StringComparison.Ordinal)),
                $"{Short(file)} has {lines.Length} lines and no reason."
            );
        foreach (var (file, lines) in sizes.Where(s => s.File.EndsWith(".cshtml.cs", StringComparison.Ordinal)))
            Assert.True(lines.Length <= 100, $"{Short(file)} is a page model of {lines.Length} lines.");
        var median = sizes.Select(s => s.Lines.Length).Order().ElementAt(sizes.Count / 2);
        Assert.True(median <= 60, $"The median file has {median} lines.");
    }

    [Fact]
    public void Types_are_internal_and_sealed()
    {
        var wrong = PortalTypes()
            .Where(t => t.IsClass && typeof(Program) != t && !t.Name.EndsWith("TagHelper", StringComparison.Ordinal))
            .Where(t => t.IsPublic || !(t.IsSealed || t.IsAbstract || IsDerivedFrom(t)))
            .Select(t => t.FullName);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Page_models_are_named_after_their_page()
    {
        foreach (var file in Sources("*.cshtml.cs"))
        {
            var page = Path.GetFileName(file)[..^".cshtml.cs".Length];
            Assert.Contains($"class {page}Model", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_say_what_things_are()
    {
        // ICookieManager is the framework's, and TagHelper too.
        string[] framework = ["ExactCookieManager"];
        var wrong = PortalTypes()
            .Select(t => t.Name.Split('`')[0])
            .Where(name => VagueName().IsMatch(name) && !name.EndsWith("TagHelper", StringComparison.Ordinal))
            .Except(framework);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Secrets_do_not_come_from_guids()
    {
        foreach (var file in Sources("*.cs"))
            Assert.False(File.ReadAllText(file).Contains("Guid.NewGuid", StringComparison.Ordinal), Short(file));
    }

    [Fact]
    public void Pages_hold_no_style_and_no_script()
    {
        foreach (var file in Sources("*.cshtml"))
        {
            var found = InlineCode().Match(File.ReadAllText(file));
            Assert.False(found.Success, $"{Short(file)}: {found.Value}");
        }
    }

    [Fact]
    public void Only_one_place_turns_text_into_markup()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Portal, "wwwroot"), "*.js", SearchOption.AllDirectories))
        {
            foreach (var line in File.ReadAllLines(file).Where(l => MarkupSink().IsMatch(l)))
                Assert.Contains("ownPages.createHTML", line, StringComparison.Ordinal);
        }
        foreach (var file in Sources("*.cs", "*.cshtml"))
            Assert.False(File.ReadAllText(file).Contains("Html.Raw", StringComparison.Ordinal), Short(file));
    }

    [Fact]
    public void No_test_is_switched_off()
    {
        var tests = Path.Combine(PortalProcess.Root, "WebPortal.Tests");
        foreach (var file in Directory.GetFiles(tests, "*.cs", SearchOption.AllDirectories).Where(IsSource))
        {
            if (!file.EndsWith("HouseRulesTests.cs", StringComparison.Ordinal))
                Assert.False(SwitchedOff().IsMatch(File.ReadAllText(file)), Short(file));
        }
    }

    /// <summary>Tests, issuer, bench, rehearsal: the same rule for whoever reads them.</summary>
    private static IEnumerable<(string File, string[] Lines)> Elsewhere() =>
        new[]
        {
            "WebPortal.Tests",
            "WebPortal.Issuer",
            "WebPortal.Issuer.Tests",
            "WebPortal.Embedded",
            "bench",
            "deploy",
        }
            .SelectMany(d =>
                Directory.GetFiles(Path.Combine(PortalProcess.Root, d), "*.cs", SearchOption.AllDirectories)
            )
            .Where(f => IsSource(f) && !f.Contains("Migrations", StringComparison.Ordinal))
            .Select(f => (f, File.ReadAllLines(f)));

    internal static IEnumerable<string> Sources(params string[] patterns) =>
        patterns
            .SelectMany(p => Directory.GetFiles(Portal, p, SearchOption.AllDirectories))
            .Where(f =>
                IsSource(f)
                && !f.Contains(
                    $"{Path.DirectorySeparatorChar}Migrations{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            );

    internal static string Short(string file) => Path.GetRelativePath(PortalProcess.Root, file);

    private static bool IsSource(string file) =>
        !Short(file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "artifacts");

    private static IEnumerable<Type> PortalTypes() =>
        typeof(Program)
            .Assembly.GetTypes()
            .Where(t => !t.IsNested && t.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
            .Where(t => t.Namespace?.StartsWith("WebPortal", StringComparison.Ordinal) == true)
            .Where(t => !t.Namespace!.Contains("Migrations", StringComparison.Ordinal));

    private static bool IsDerivedFrom(Type type) => typeof(Program).Assembly.GetTypes().Any(t => t.BaseType == type);

    [GeneratedRegex("(Manager|Helper|Utils?|Common|Worker)$|^(Helper|Util|Common)")]
    private static partial Regex VagueName();

    [GeneratedRegex(
        """\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*"|javascript:""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex InlineCode();

    [GeneratedRegex(
        @"innerHTML\s*=(?!=)|outerHTML\s*=(?!=)|insertAdjacentHTML|document\.write|parseFromString|eval\(|new Function|setHTMLUnsafe"
    )]
    private static partial Regex MarkupSink();

    [GeneratedRegex(@"Skip\s*=\s*""|Explicit\s*=\s*true")]
    private static partial Regex SwitchedOff();
}
