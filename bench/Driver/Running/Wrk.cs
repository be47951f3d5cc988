using System.Globalization;
using System.Text.RegularExpressions;

namespace WebPortal.Bench.Driver.Running;

/// <summary>The load generator: one thread, 32 kept-alive connections, one of many visitors on each request.</summary>
internal static partial class Wrk
{
    public sealed record Result(long Requests, long Refused);

    public static async Task<Result> RunAsync(
        string url,
        IReadOnlyList<string> headers,
        double seconds,
        int connections = 32
    )
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, ScriptFor(headers));
            string[] arguments = ["-t1", $"-c{connections}", $"-d{seconds.Text("0.#")}s", "-s", script, url];
            var output = await Child.RunAsync(1, "wrk", arguments);
            var requests = Requests().Match(output);
            if (!requests.Success)
                throw new InvalidOperationException("wrk said: " + output);
            var refused = Refused().Match(output);
            return new Result(NumberOf(requests), refused.Success ? NumberOf(refused) : 0);
        }
        finally
        {
            File.Delete(script);
        }
    }

    // The requests are made once, so that rotating through visitors costs the load generator next to nothing.
    private static string ScriptFor(IReadOnlyList<string> headers)
    {
        var lines = headers.Select(h => h.Split(": ", 2)).Select(h => $"{{[\"{h[0]}\"]='{h[1]}'}}");
        return $$"""
            local visitors = { {{string.Join(",\n", lines)}} }
            local made, at = {}, 0
            init = function()
              for i, headers in ipairs(visitors) do made[i] = wrk.format('GET', nil, headers) end
              if #made == 0 then made[1] = wrk.format('GET') end
            end
            request = function()
              at = at % #made + 1
              return made[at]
            end
            """;
    }

    private static long NumberOf(Match match) => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<n>\d+) requests in", RegexOptions.None, 1000)]
    private static partial Regex Requests();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (?<n>\d+)", RegexOptions.None, 1000)]
    private static partial Regex Refused();
}
