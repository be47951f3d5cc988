using WebPortal.Bench.Driver.Race;
using WebPortal.Bench.Driver.Requests;
using WebPortal.Bench.Driver.Revoke;
using WebPortal.Bench.Driver.Scale;

// Called by the scripts beside this folder; see ../README.md.
var options = new Arguments(args);
Func<Arguments, Task>? command = options.Command switch
{
    "requests" => RequestsBench.RunAsync,
    "junk" => JunkBench.RunAsync,
    "revoke" => RevokeBench.RunAsync,
    "memory" => MemoryBench.RunAsync,
    "scale" => ScaleBench.RunAsync,
    "race" => RaceAsync,
    _ => null,
};
if (command is null)
{
    Console.Error.WriteLine("Unknown command. There are: requests, junk, revoke, memory, scale, race.");
    return 2;
}
await command(options);
return Environment.ExitCode;

// Ends with 1 when a bound does not hold.
static async Task RaceAsync(Arguments options) => Environment.ExitCode = await RaceBench.RunAsync(options) ? 0 : 1;

internal sealed class Arguments(string[] args)
{
    public string Command => args.Length > 0 ? args[0] : "";

    public int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text) : otherwise;

    public string? Text(string name)
    {
        var at = Array.IndexOf(args, "--" + name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
