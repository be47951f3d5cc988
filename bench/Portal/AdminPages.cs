using System.Diagnostics;
using WebPortal.Bench.Driver.Running;
using WebPortal.Tests.Hosting;

namespace WebPortal.Bench.Portal;

/// <summary>The administrators' pages over many sessions, as whole requests: session checked, page rendered, the last byte read.</summary>
internal static class AdminPages
{
    private const double Limit = 100;

    private static readonly string[] Paths =
    [
        "/admin",
        "/admin/sessions",
        "/admin/sessions?q=user123456",
        "/admin/sessions?q=nobody",
        "/admin/sessions?q=firefox",
        "/admin/sessions?q=curl",
        "/admin/sessions?by=GitHub",
        "/admin/sessions?age=day",
        "/admin/sessions?age=day&by=GitHub&q=chrome",
        "/admin/sessions?ip=203.0.113.0/24",
        "/admin/sessions?ip=10.0.0.0/8",
        "/admin/sessions?ip=10.1.1.1",
        "/admin/sessions?state=ended",
        "/admin/sessions?state=ended&by=Google&ip=10.0.0.0/8",
        "/admin/people",
        "/admin/events",
    ];

    public static async Task<int> RunAsync(string dll, int rows)
    {
        await using var portal = await ReleasePortal.StartAsync(dll, d => d.SeedAsync(rows, DateTimeOffset.UtcNow));
        using var admin = await portal.AdministratorAsync();
        Console.WriteLine(
            $"{rows:#,0} sessions in SQLite, {Environment.ProcessorCount} processors. Medians of eleven."
        );
        Console.WriteLine("| page | median ms | slowest ms |\n|---|--:|--:|");
        var over = 0;
        foreach (var path in Paths)
        {
            await TimeAsync(admin, path);
            var times = new List<double>();
            for (var i = 0; i < 11; i++)
            {
                // The overview keeps its figures for some seconds: each time anew.
                await portal.Redis.GetDatabase().KeyDeleteAsync("wp:cache:admin:figures:2");
                times.Add(await TimeAsync(admin, path));
            }
            over += times.Median() > Limit ? 1 : 0;
            Console.WriteLine($"| `{path}` | {times.Median().Text("0.0")} | {times.Max().Text("0.0")} |");
        }
        Console.WriteLine(over == 0 ? $"All under {Limit} ms." : $"{over} over {Limit} ms.");
        return over == 0 ? 0 : 1;
    }

    private static async Task<double> TimeAsync(HttpVisitor admin, string path)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await admin.GetAsync(path);
        await response.Content.CopyToAsync(Stream.Null);
        response.EnsureSuccessStatusCode();
        return Figures.MillisecondsSince(start);
    }
}
