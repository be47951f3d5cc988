using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Caching.Distributed;

namespace WebPortal.Bench.App.Peers;

/// <summary>The usual recipe, as blog posts and the framework's own samples have it: ITicketStore over IDistributedCache, stock cookie handler.</summary>
internal sealed class RecipePeer : IPeer
{
    public void Add(WebApplicationBuilder builder)
    {
        var redis = builder.Configuration["redis"];
        builder.Services.AddStackExchangeRedisCache(o => o.Configuration = redis);
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder
            .Services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IDistributedCache>((o, cache) => o.SessionStore = new CacheTicketStore(cache));
    }

    public Task SignInAsync(HttpContext context, int n) =>
        context.SignInAsync(Person.Principal(n, CookieAuthenticationDefaults.AuthenticationScheme));
}

internal sealed class CacheTicketStore(IDistributedCache cache) : ITicketStore
{
    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = "AuthSessionStore-" + Guid.NewGuid();
        await RenewAsync(key, ticket);
        return key;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var options = new DistributedCacheEntryOptions();
        if (ticket.Properties.ExpiresUtc is { } expires)
            options.SetAbsoluteExpiration(expires);
        return cache.SetAsync(key, TicketSerializer.Default.Serialize(ticket), options);
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await cache.GetAsync(key) is { } bytes ? TicketSerializer.Default.Deserialize(bytes) : null;

    public Task RemoveAsync(string key) => cache.RemoveAsync(key);
}
