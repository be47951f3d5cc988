using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Lab.Lanes.ServerSession;

/// <summary>
/// The portal's own session core a second time: another cookie, other keys in Redis, another channel, no ledger. Nothing that a race ends
/// can be a session of the portal.
/// </summary>
internal sealed class LabSessionCore
{
    public LabSessionCore(string prefix, string cookie, IServiceProvider services)
    {
        Cookie = cookie;
        Options = Microsoft.Extensions.Options.Options.Create(
            new UserSessionOptions
            {
                CookieName = cookie,
                KeyPrefix = prefix,
                UserIdClaimType = "sub",
                IdleLimit = TimeSpan.FromMinutes(10),
                AbsoluteLimit = TimeSpan.FromHours(1),
                KeepIdleLimit = TimeSpan.FromMinutes(10),
                KeepAbsoluteLimit = TimeSpan.FromHours(1),
                RememberEnd = TimeSpan.FromMinutes(10),
            }
        );
        var redis = services.GetRequiredService<IConnectionMultiplexer>();
        var time = services.GetRequiredService<TimeProvider>();
        var logs = services.GetRequiredService<ILoggerFactory>();
        var ledger = new NoSessionLedger();
        // Under a name that nobody exports: races are no sign-ins of people.
        var metrics = new SessionMetrics(services.GetRequiredService<IMeterFactory>(), "WebPortal.Lab");
        Store = new RedisSessionStore(redis, Options);
        Sessions = new UserSessions(
            Store,
            ledger,
            new SessionFeed(redis, Options, metrics, time, logs.CreateLogger<SessionFeed>()),
            metrics,
            time,
            logs.CreateLogger<UserSessions>()
        );
        Metrics = metrics;
        Tickets = new SessionTicketStore(
            Store,
            Sessions,
            ledger,
            Options,
            metrics,
            time,
            logs.CreateLogger<SessionTicketStore>()
        );
    }

    public string Cookie { get; }

    public IOptions<UserSessionOptions> Options { get; }

    public ISessionStore Store { get; }

    public UserSessions Sessions { get; }

    public SessionMetrics Metrics { get; }

    public SessionTicketStore Tickets { get; }

    /// <summary>A cookie scheme on a core of its own, as SessionsModule sets up the portal's.</summary>
    public static void Add(WebApplicationBuilder builder, string scheme, string prefix, string cookieName)
    {
        builder.Services.AddKeyedSingleton(scheme, (p, _) => new LabSessionCore(prefix, cookieName, p));
        builder.Services.AddAuthentication().AddCookie(scheme);
        builder.Services.Configure<AuthenticationOptions>(o =>
            o.SchemeMap[scheme].HandlerType = typeof(SessionCookieHandler)
        );
        builder
            .Services.AddOptions<CookieAuthenticationOptions>(scheme)
            .Configure<IServiceProvider>(
                (cookie, services) =>
                {
                    var core = services.GetRequiredKeyedService<LabSessionCore>(scheme);
                    cookie.SessionStore = core.Tickets;
                    cookie.CookieManager = services.GetRequiredService<ExactCookieManager>();
                    cookie.TicketDataFormat = new BareKeyFormat(core.Metrics);
                    LabCookie.Apply(cookie, cookieName);
                    LaneRefusal.Apply(cookie, "session ended");
                }
            );
    }

    /// <summary>The session of a cookie's value.</summary>
    public static SessionReference Reference(LaneAccess access) =>
        SessionKey.TryParse(access.Value[(access.Value.IndexOf('=', StringComparison.Ordinal) + 1)..], out var key)
            ? key.Reference
            : throw new Client.LabFailure("The sign-in set no session cookie.");

    public Task EndAsync(LaneAccess access, RaceAct act) =>
        act switch
        {
            RaceAct.Session => Sessions.EndAsync(access.Subject, access.Id!, EndReason.Revoked, by: null),
            RaceAct.Person => Sessions.EndAllAsync(access.Subject, EndReason.Revoked, by: null),
            _ => Task.CompletedTask,
        };
}
