using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Lab;

/// <summary>The curl line of each lane, copied from its page and run by a shell.</summary>
[Collection("lab")]
public sealed partial class CurlTests(LabFixture lab)
{
    public static TheoryData<string> Lanes => [.. "scjdrpiob".Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Lanes))]
    public async Task It_works_when_pasted(string key)
    {
        using var visitor = new HttpVisitor(lab.A.Url);
        using var page = await visitor.GetAsync("/lab/lanes/" + key);
        var line = WebUtility.HtmlDecode(CurlLine().Match(await page.Content.ReadAsStringAsync()).Groups["line"].Value);
        var said = await RunAsync(line);
        Assert.StartsWith("HTTP/1.1 200", said, StringComparison.Ordinal);
        Assert.Contains($"\"lane\":\"{key.ToUpperInvariant()}\"", said, StringComparison.Ordinal);
        // The same without what the inner command prints: the same page says no.
        Assert.StartsWith(
            "HTTP/1.1 401",
            await RunAsync($"curl -s -i {lab.A.Url}lab/api/{key}"),
            StringComparison.Ordinal
        );
    }

    private static async Task<string> RunAsync(string line)
    {
        var info = new ProcessStartInfo("bash", ["-c", line])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Loopback only, whatever proxy the machine's user has set.
        info.Environment["NO_PROXY"] = info.Environment["no_proxy"] = "localhost";
        using var shell = Process.Start(info)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, $"{line}: {await errors}");
        return said;
    }

    [GeneratedRegex("<pre>(?<line>curl -i [^<]*)</pre>")]
    private static partial Regex CurlLine();
}
