using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Bench.App;
using WebPortal.Bench.Driver.Running;
using WebPortal.Features.Sessions;

namespace WebPortal.Bench.Driver.Scale;

/// <summary>Fills Redis with sessions through the store's own script, as sign-ins would, many at a time.</summary>
internal sealed class Loader(IConnectionMultiplexer redis)
{
    private const int AtOnce = 500;

    public static readonly UserSessionOptions Options = new() { MaxPerUser = 10_000 };

    public RedisSessionStore Store { get; } = new(redis, new OptionsWrapper<UserSessionOptions>(Options));

    /// <summary>Sessions <paramref name="from"/> up to <paramref name="to"/>, of <paramref name="perUser"/> a person.</summary>
    public async Task<List<SessionReference>> FillAsync(int from, int to, int perUser)
    {
        var sample = new List<SessionReference>();
        for (var start = from; start < to; start += AtOnce)
        {
            var creating = Enumerable
                .Range(start, Math.Min(AtOnce, to - start))
                .Select(i => CreateAsync(i / perUser))
                .ToArray();
            var made = await Task.WhenAll(creating);
            if (sample.Count < 5000)
                sample.AddRange(made);
        }
        return sample;
    }

    /// <summary>One session as the portal makes it.</summary>
    public async Task<SessionReference> CreateAsync(int person)
    {
        var userId = Person.IdOf(person);
        var now = DateTimeOffset.UtcNow;
        var session = new UserSession(
            SessionKey.Create(userId).Reference.Id,
            userId,
            "Google",
            "pwd otp",
            now,
            "Firefox on Linux",
            "",
            "203.0.113.195",
            now,
            Options.IdleLimit,
            now + Options.AbsoluteLimit,
            false
        );
        var created = await Store.CreateAsync(session, Ticket(person, now), new SessionEpoch("0", "0"), null);
        if (created.Refused is { } why)
            throw new InvalidOperationException("refused: " + why);
        return session.Reference;
    }

    // As SignInFlow makes it: the portal's own claims, and how the person proved who they are.
    private static byte[] Ticket(int person, DateTimeOffset now) =>
        TicketSerializer.Default.Serialize(
            new AuthenticationTicket(
                new ClaimsPrincipal(
                    new ClaimsIdentity(
                        Person.Claims(person).Where(c => c.Type is Person.UserId or Person.Name or Person.Role),
                        "Cookies",
                        Person.Name,
                        Person.Role
                    )
                ),
                new AuthenticationProperties().ProvenBy("Google", "pwd otp", now),
                "Cookies"
            )
        );

    public static int TicketBytes => Ticket(1, DateTimeOffset.UtcNow).Length;

    public static void Progress(string line) => Report.Say(line);
}
