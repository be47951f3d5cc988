using System.Net.Sockets;
using System.Text;

namespace WebPortal.Tests.Hosting;

/// <summary>Sends exactly these bytes: what HttpClient is too polite to send.</summary>
public static class RawHttp
{
    public static async Task<RawResponse> SendBytesAsync(Uri address, string request)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var client = new TcpClient { ReceiveTimeout = 10_000 };
        await client.ConnectAsync("127.0.0.1", address.Port);
        await using var stream = client.GetStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        using var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            await stream.CopyToAsync(received, patience.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The server may close while we still send, or leave the connection open.
        }
        return new RawResponse(Encoding.UTF8.GetString(received.ToArray()));
    }

    /// <summary>One request line and headers, with Host and Connection: close added.</summary>
    public static Task<RawResponse> SendAsync(Uri address, string requestLine, params string[] headers)
    {
        ArgumentNullException.ThrowIfNull(address);
        return SendBytesAsync(
            address,
            string.Join(
                "\r\n",
                [$"{requestLine} HTTP/1.1", $"Host: localhost:{address.Port}", "Connection: close", .. headers, "", ""]
            )
        );
    }
}

public sealed class RawResponse(string text)
{
    public string Text => text;

    public string Head => text.Split("\r\n\r\n", 2)[0];

    public int Status =>
        Head.Split(' ') is [_, var code, ..] && code.Length >= 3
            ? int.Parse(code[..3], System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    public string? Header(string name) =>
        Head.Split("\r\n")
            .Skip(1)
            .Select(line => line.Split(": ", 2))
            .FirstOrDefault(pair => pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))
            ?[^1];
}
