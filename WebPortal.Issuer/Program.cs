namespace WebPortal.Issuer;

/// <summary>The issuer on its own. What it is made of is read in <see cref="IssuerHost"/>, which a portal in Development calls too.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        // An image without a shell asks the issuer itself: "dotnet WebPortal.Issuer.dll --health http://127.0.0.1:8081 issuer.example".
        if (args is ["--health", var address, var host])
            return await ProbeAsync(address, host);
        await IssuerHost.Build(args).RunAsync();
        return 0;
    }

    private static async Task<int> ProbeAsync(string address, string host)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(new Uri(address), ".well-known/openid-configuration")
        );
        request.Headers.Host = host;
        request.Headers.Add("X-Forwarded-Proto", "https");
        try
        {
            using var response = await http.SendAsync(request);
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"The issuer does not answer: {e.Message}");
            return 1;
        }
    }
}
