using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace WebPortal.Tests.Hosting;

/// <summary>A load balancer: one origin for browsers, and the test says which instance answers behind it. It looks at nothing that passes.</summary>
public sealed class Balancer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private volatile int _target;

    public Balancer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>From now on <paramref name="instance"/> answers. Connections that browsers keep open are closed.</summary>
    public void SendTo(Uri instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        _target = instance.Port;
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket browser)
    {
        using var instance = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        browser.NoDelay = true;
        _open[browser] = _open[instance] = 0;
        try
        {
            await instance.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(PumpAsync(browser, instance), PumpAsync(instance, browser));
        }
        catch (SocketException)
        {
            // The instance is gone: the browser sees a connection that ends.
        }
        finally
        {
            _open.TryRemove(browser, out _);
            _open.TryRemove(instance, out _);
            browser.Dispose();
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side hung up.
        }
    }
}
