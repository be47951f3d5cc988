using System.Net;

namespace WebPortal;

/// <summary>
/// <c>dotnet WebPortal.dll --health [address]</c>: asks a portal of the same settings whether it is ready; exit code 0 when it is. For health checks in
/// images without a shell. It loads no more of the portal than this class.
/// </summary>
internal static class HealthProbe
{
    private const string Argument = "--health";
    private const string Path = "/health/ready";

    // As the server reads them: where the portal listens when it is configured by its environment, as in a container.
    private static string Ready =>
        Environment.GetEnvironmentVariable("ASPNETCORE_URLS")?.Split(';')[0] is { Length: > 0 } url
            ? url.Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//+", "//127.0.0.1", StringComparison.Ordinal)
                .TrimEnd('/') + Path
            : $"http://127.0.0.1:{Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")?.Split(';')[0] ?? "8080"}{Path}";

    public static bool IsAsked(string[] args) => args is [Argument] or [Argument, _];

    public static async Task<int> RunAsync(string[] args)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        using var request = new HttpRequestMessage(HttpMethod.Get, args is [_, var address] ? address : Ready);
        // The portal answers to its own hosts alone, and the probe knows it by another.
        if (Environment.GetEnvironmentVariable("AllowedHosts")?.Split(';')[0] is { Length: > 0 } host)
            request.Headers.Host = host.Replace("*", "probe", StringComparison.Ordinal);
        try
        {
            using var response = await http.SendAsync(request);
            await Console.Out.WriteLineAsync($"{(int)response.StatusCode} {response.StatusCode}");
            return response.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"The portal does not answer: {e.Message}");
            return 1;
        }
    }
}
