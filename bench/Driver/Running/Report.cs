using System.Runtime.InteropServices;

namespace WebPortal.Bench.Driver.Running;

/// <summary>Writes what was measured to the console, as Markdown, with the machine and the commit above it.</summary>
internal static class Report
{
    public static async Task HeaderAsync(string command, string method, RedisProcess redis)
    {
        var commit = (await Child.RunAsync(null, "git", "rev-parse", "--short", "HEAD")).Trim();
        var dirty = (await Child.RunAsync(null, "git", "status", "--porcelain", "--", "..")).Length > 0;
        var cpu = File.ReadLines("/proc/cpuinfo").First(l => l.StartsWith("model name", StringComparison.Ordinal));
        var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        Console.WriteLine($"### `{command}`");
        Console.WriteLine();
        Console.WriteLine(
            $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, commit {commit}{(dirty ? " with local changes" : "")}; "
                + $"{cpu[(cpu.IndexOf(':', StringComparison.Ordinal) + 2)..]}, {Environment.ProcessorCount} cores, "
                + $"load before the run {load}; {RuntimeInformation.FrameworkDescription}, Redis {redis.Version()}."
        );
        Console.WriteLine(method);
        Console.WriteLine();
    }

    public static void Table(string[] head, IEnumerable<string[]> rows, int textColumns = 1)
    {
        Console.WriteLine("| " + string.Join(" | ", head) + " |");
        Console.WriteLine("|" + string.Concat(head.Select((_, i) => i < textColumns ? "---|" : "--:|")));
        foreach (var row in rows)
            Console.WriteLine("| " + string.Join(" | ", row) + " |");
        Console.WriteLine();
    }

    /// <summary>Progress; not part of the report.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);
}
