using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using WebPortal.Features.Lab.Lanes.Issuer;

namespace WebPortal.Features.Lab.Lanes.Introspected;

internal sealed class IntrospectionOptions : AuthenticationSchemeOptions
{
    /// <summary>How long an answer is believed. What a revoke does meanwhile, nobody here knows.</summary>
    public TimeSpan Cache { get; set; }
}

/// <summary>Asks the issuer about an opaque token (RFC 7662) and believes the answer for a while. The cache is what this lane is about.</summary>
internal sealed class IntrospectionHandler(
    IOptionsMonitor<IntrospectionOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    LabIssuer issuer,
    IntrospectionCache cache
) : AuthenticationHandler<IntrospectionOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > 1024)
            return AuthenticateResult.NoResult();
        var token = header[Prefix.Length..];
        var key = Scheme.Name + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (Options.Cache == TimeSpan.Zero || !cache.Answers.TryGetValue(key, out ClaimsPrincipal? known))
        {
            // From the question, not the answer: a slow issuer would otherwise be believed for longer.
            var until = TimeProvider.GetUtcNow() + Options.Cache;
            known = await AskAsync(token);
            if (until > TimeProvider.GetUtcNow())
                cache.Answers.Set(key, known, new MemoryCacheEntryOptions { AbsoluteExpiration = until, Size = 1 });
        }
        return known is null
            ? AuthenticateResult.Fail("inactive")
            : AuthenticateResult.Success(new AuthenticationTicket(known, Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return LaneRefusal.WriteAsync(Context, 401, "inactive");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        LaneRefusal.WriteAsync(Context, 403, "role missing");

    private async Task<ClaimsPrincipal?> AskAsync(string token)
    {
        var (status, answer) = await issuer.PostAsync(
            "connect/introspect",
            LabIssuer.Api,
            [new("token", token)],
            Context.RequestAborted
        );
        using (answer)
        {
            if (status != HttpStatusCode.OK || answer?.RootElement.GetProperty("active").GetBoolean() != true)
                return null;
            var identity = new ClaimsIdentity(Scheme.Name, "sub", "role");
            foreach (var name in new[] { "sub", "role", "sid" })
            {
                if (answer.RootElement.TryGetProperty(name, out var value))
                    identity.AddClaim(new Claim(name, value.ToString()));
            }
            return new ClaimsPrincipal(identity);
        }
    }
}

/// <summary>Bounded: whoever sends random tokens fills a part of it, and no more.</summary>
internal sealed class IntrospectionCache : IDisposable
{
    public MemoryCache Answers { get; } = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public void Dispose() => Answers.Dispose();
}
