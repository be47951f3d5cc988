using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using WebPortal.Bench.App;
using WebPortal.Features.Sessions;

namespace WebPortal.Bench.Micro;

/// <summary>The pieces of the hot path that need no server.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class PiecesBench
{
    private readonly string _cookie = SessionKey.Create(Person.IdOf(1)).Reveal();
    private readonly ExactCookieManager _cookies = new(NullLogger<ExactCookieManager>.Instance);
    private readonly DefaultHttpContext _context = new();
    private readonly byte[] _ticket = TicketSerializer.Default.Serialize(
        new AuthenticationTicket(Person.Principal(1, "Cookies"), new AuthenticationProperties(), "Cookies")
    );
    private readonly RedisSessionKeys _keys = new("wp");
    private SessionReference _reference;
    private RedisResult _reply = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _context.Request.Headers.Cookie =
            $"theme=dark; __Host-session={_cookie}; .AspNetCore.Antiforgery.x=CfDJ8Nabcdefghijklmnop";
        _reference = SessionKey.TryParse(_cookie, out var key) ? key.Reference : default;
        _reply = RedisResult.Create((RedisValue[])[1, _ticket, "0", "0", 0]);
    }

    [Benchmark(Description = "cookie: found by its exact name among three")]
    public string? Cookie() => _cookies.GetRequestCookie(_context, "__Host-session");

    [Benchmark(Description = "key: shape checked, SHA-256, reference made")]
    public string Key() => SessionKey.TryParse(_cookie, out var key) ? key.Reference.Id : "";

    [Benchmark(Description = "Redis: the script's six keys made")]
    public RedisKey[] Keys() =>
        [
            _keys.Session(_reference),
            _keys.Epoch(_reference.Tag),
            _keys.List(_reference.Tag),
            _keys.Ended(_reference),
            _keys.EndedAll(_reference.Tag),
            _keys.Everybody,
        ];

    [Benchmark(Description = "Redis: the script's reply read")]
    public byte[]? Reply()
    {
        var reply = (RedisResult[])_reply!;
        return (int)reply[0] == 1 && (string?)reply[2] == (string?)reply[3] && (int)reply[4] == 0
            ? (byte[]?)reply[1]
            : null;
    }

    [Benchmark(Description = "ticket: deserialized (6 claims)")]
    public AuthenticationTicket? Ticket() => TicketSerializer.Default.Deserialize(_ticket);
}
