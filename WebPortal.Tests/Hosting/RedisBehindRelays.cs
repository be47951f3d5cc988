using System.Net;
using System.Net.Sockets;

namespace WebPortal.Tests.Hosting;

/// <summary>A Redis that two portals reach over a network which can be cut for either without anybody being told.</summary>
public interface ICuttableRedis : IAsyncDisposable
{
    string ConnectionString(int cable);

    void Pull(int cable);

    void Plug(int cable);

    /// <summary>With network namespaces; where this user may not make any, with relays that stop passing on.</summary>
    static async Task<ICuttableRedis> StartAsync() =>
        await RedisBehindCables.TryStartAsync() ?? (ICuttableRedis)await RedisBehindRelays.StartAsync();
}

/// <summary>What is sent while a relay is cut is held, as TCP holds what nobody acknowledges, and arrives once it is mended.</summary>
public sealed class RedisBehindRelays : ICuttableRedis
{
    private readonly RedisServer _redis;
    private readonly Relay[] _relays;

    private RedisBehindRelays(RedisServer redis)
    {
        _redis = redis;
        _relays = [new Relay(redis.Port), new Relay(redis.Port)];
    }

    public static async Task<RedisBehindRelays> StartAsync() => new(await RedisServer.StartAsync());

    public string ConnectionString(int cable) => $"127.0.0.1:{_relays[cable].Port}";

    public void Pull(int cable) => _relays[cable].Cut();

    public void Plug(int cable) => _relays[cable].Mend();

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
            relay.Dispose();
        await _redis.DisposeAsync();
    }

    private sealed class Relay : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _gone = new();
        private readonly int _target;
        private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Relay(int target)
        {
            _target = target;
            _open.SetResult();
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Cut() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Mend() => _open.TrySetResult();

        public void Dispose()
        {
            _gone.Cancel();
            _listener.Dispose();
            _gone.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = ServeAsync(await _listener.AcceptSocketAsync(_gone.Token), _gone.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Disposed.
            }
        }

        private async Task ServeAsync(Socket near, CancellationToken gone)
        {
            using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using (near)
            {
                try
                {
                    near.NoDelay = true;
                    await far.ConnectAsync(IPAddress.Loopback, _target, gone);
                    await Task.WhenAny(PumpAsync(near, far, gone), PumpAsync(far, near, gone));
                }
                catch (Exception e) when (e is SocketException or OperationCanceledException)
                {
                    // Redis is gone, or the test is over.
                }
            }
        }

        private async Task PumpAsync(Socket from, Socket to, CancellationToken gone)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer, gone) is > 0 and var count)
                {
                    await _open.Task.WaitAsync(gone);
                    await to.SendAsync(buffer.AsMemory(0, count), gone);
                }
                // The end of a connection does not pass either.
                await _open.Task.WaitAsync(gone);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // One side hung up, or the test is over.
            }
        }
    }
}
