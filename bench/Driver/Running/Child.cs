using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace WebPortal.Bench.Driver.Running;

/// <summary>A process that this one started, and ends. Its CPU time is that of itself and its children (gunicorn has a worker).</summary>
internal sealed class Child : IDisposable
{
    // The server under test has the first core for itself; load generator and Redis share the other.
    private static readonly bool TwoCores = Environment.ProcessorCount > 1;
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public static Child Start(
        int? core,
        string file,
        IEnumerable<string> arguments,
        Dictionary<string, string>? environment = null,
        string? directory = null
    )
    {
        string[] all = core is { } c && TwoCores ? ["taskset", "-c", $"{c}", file, .. arguments] : [file, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        var errors = Environment.GetEnvironmentVariable("BENCH_VERBOSE") is not null;
        process.ErrorDataReceived += (_, e) =>
        {
            if (errors && e.Data is not null)
                Console.Error.WriteLine(e.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Child(process);
    }

    public static async Task<string> RunAsync(int? core, string file, params string[] arguments)
    {
        string[] all = core is { } c && TwoCores ? ["taskset", "-c", $"{c}", file, .. arguments] : [file, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    public bool HasExited => _process.HasExited;

    /// <summary>User and system time, in microseconds; the kernel counts in steps of 10,000.</summary>
    public double CpuMicroseconds => Tree(_process.Id).Sum(TicksOf) * 10_000.0;

    public long ResidentBytes => Tree(_process.Id).Sum(id => long.Parse(FieldsOf(id)[21])) * Environment.SystemPageSize;

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static IEnumerable<int> Tree(int id)
    {
        yield return id;
        var file = $"/proc/{id}/task/{id}/children";
        if (!File.Exists(file))
            yield break;
        foreach (var child in File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        foreach (var below in Tree(int.Parse(child)))
            yield return below;
    }

    private static long TicksOf(int id)
    {
        var fields = FieldsOf(id);
        return long.Parse(fields[11]) + long.Parse(fields[12]);
    }

    // Counted from the state, which follows the name in parentheses.
    private static string[] FieldsOf(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }
}
