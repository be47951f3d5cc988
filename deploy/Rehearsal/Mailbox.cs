using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Rehearsal;

/// <summary>As much of an SMTP server as the portal needs to send a letter to this machine.</summary>
internal sealed class Mailbox : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _letters = new();

    public Mailbox()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The link in the letter to this address.</summary>
    public async Task<Uri> LinkAsync(string address)
    {
        for (var i = 0; i < 200; i++)
        {
            var letter = _letters.FirstOrDefault(l => l.Contains("To: " + address, StringComparison.Ordinal));
            if (letter is not null)
                return new Uri(
                    Regex
                        .Match(
                            letter
                                .Replace("=\r\n", "", StringComparison.Ordinal)
                                .Replace("=3D", "=", StringComparison.Ordinal),
                            @"https://\S+"
                        )
                        .Value
                );
            await Task.Delay(50);
        }
        throw new InvalidOperationException("No letter came.");
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var reader = new StreamReader(client.GetStream()))
        using (var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true })
        {
            await writer.WriteLineAsync("220 rehearsal");
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    await writer.WriteLineAsync("354 go on");
                    var letter = "";
                    while (await reader.ReadLineAsync() is { } text && text != ".")
                        letter += text + "\r\n";
                    _letters.Enqueue(letter);
                }
                await writer.WriteLineAsync(
                    line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 ok"
                );
            }
        }
    }
}
