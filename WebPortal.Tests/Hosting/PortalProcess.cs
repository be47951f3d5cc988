using System.Collections.Concurrent;
using System.Diagnostics;

namespace WebPortal.Tests.Hosting;

/// <summary>The built portal as a process of its own: for what only a process can show, such as exit codes, signals and kill -9.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PortalProcess(ProcessStartInfo info)
    {
        _process = new Process { StartInfo = info, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) =>
            _ready.TrySetException(new InvalidOperationException("The portal ended: " + Output));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => string.Join('\n', _output);

    public int ExitCode => _process.ExitCode;

    public static string Root { get; } = FindRoot();

    public static string Dll { get; } = Path.Combine(Root, "WebPortal", "bin", "Debug", "net10.0", "WebPortal.dll");

    /// <summary>Starts it with these settings as command-line arguments, at a free port.</summary>
    public static PortalProcess Start(string environment, params string[] arguments)
    {
        // A shell without job control starts what it puts into the background with SIGINT ignored, and everything below it inherits that.
        string[] program = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var info = new ProcessStartInfo(
            program[0],
            [
                .. program[1..],
                Dll,
                "--environment",
                environment,
                "--contentRoot",
                Path.Combine(Root, "WebPortal"),
                "--urls",
                "http://127.0.0.1:0",
                .. arguments,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Nothing of the machine that the tests run on.
        foreach (
            var name in info
                .Environment.Keys.Where(k =>
                    k.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
                    || k.StartsWith("ConnectionStrings", StringComparison.Ordinal)
                )
                .ToList()
        )
            info.Environment.Remove(name);
        return new PortalProcess(info);
    }

    /// <summary>Its address, once it listens.</summary>
    public async Task<Uri> ReadyAsync() => await _ready.Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> EndAsync(int seconds = 30)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Signal(string signal) => Process.Start("kill", ["-" + signal, $"{_process.Id}"]).WaitForExit();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        const string listening = "Now listening on: ";
        var at = line.IndexOf(listening, StringComparison.Ordinal);
        if (at >= 0)
            _ready.TrySetResult(
                new Uri(
                    line[(at + listening.Length)..]
                        .Split('"')[0]
                        .Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
                )
            );
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "WebPortal.sln")))
            directory =
                directory.Parent ?? throw new InvalidOperationException("WebPortal.sln is not above the tests.");
        return directory.FullName;
    }
}
