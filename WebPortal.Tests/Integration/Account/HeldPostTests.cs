using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

/// <summary>A form that waits for a proof: only for the browser that sent it, said in words, one at a time, and only once.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed class HeldPostTests(AccountPortal portal) : IDisposable
{
    public void Dispose() => portal.Time.By = TimeSpan.Zero;

    [Fact]
    public async Task A_stolen_sessions_form_cannot_be_planted_on_the_owner_who_proves()
    {
        var person = await portal.NewPersonAsync();
        using var thief = await portal.SignedInAsync(person);
        using var owner = await portal.SignedInAsync(person);
        var address = AccountPortal.NewAddress();
        var link = await BlockedAsync(thief, address);

        using var shown = await owner.GetAsync(link);
        Assert.DoesNotContain(address, await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var proven = await owner.PostAsync(link, [new("Password", person.Password)]);
        Assert.DoesNotContain("go-on", proven.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var goOn = await owner.GetAsync("/prove/go-on" + link[link.IndexOf('?', StringComparison.Ordinal)..]);
        Assert.Equal(HttpStatusCode.NotFound, goOn.StatusCode);
    }

    [Fact]
    public async Task Both_pages_say_what_will_be_sent_and_it_goes_on_once()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        await BlockedAsync(visitor, "first@example.net");
        var address = AccountPortal.NewAddress();
        var link = await BlockedAsync(visitor, address);
        await SaysAsync(visitor, link, address);
        using var proven = await visitor.PostAsync(link, [new("Password", person.Password)]);
        var goOn = proven.Headers.Location!.ToString();
        await SaysAsync(visitor, goOn, address);
        using var sent = await visitor.PostAsync(goOn, [new("Email", address)], "/account/email");
        Assert.Equal("/account/email", sent.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(goOn)).StatusCode);
    }

    [Fact]
    public async Task A_form_survives_a_new_sign_in_in_the_same_browser_for_the_same_person()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        var address = AccountPortal.NewAddress();
        await BlockedAsync(visitor, address);
        await visitor.SignInAsync(person.Email, person.Password);
        await SaysAsync(visitor, "/prove/go-on", address);
        var other = await portal.NewPersonAsync();
        await visitor.SignInAsync(other.Email, other.Password);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/prove/go-on")).StatusCode);
    }

    [Fact]
    public async Task One_session_fills_nothing()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        using var redis = await portal.Redis.ConnectAsync();
        var before = await CountAsync(redis);
        for (var i = 0; i < 3; i++)
        {
            visitor.Cookies.Remove("__Host-held");
            await BlockedAsync(visitor, AccountPortal.NewAddress());
        }
        Assert.Equal(before + 1, await CountAsync(redis));
        portal.Time.By = TimeSpan.FromMinutes(16);
        using var large = await visitor.PostAsync("/account/email", [new("Email", new string('a', 9000))]);
        Assert.DoesNotContain("held", large.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> BlockedAsync(HttpVisitor visitor, string address)
    {
        portal.Time.By = TimeSpan.FromMinutes(16);
        using var blocked = await visitor.PostAsync("/account/email", [new("Email", address)]);
        var link = blocked.Headers.Location!.ToString();
        Assert.Contains("held=", link, StringComparison.Ordinal);
        return link;
    }

    private static async Task SaysAsync(HttpVisitor visitor, string path, string address)
    {
        using var page = await visitor.GetAsync(path);
        var text = await page.Content.ReadAsStringAsync();
        Assert.Contains("<code>/account/email</code>", text, StringComparison.Ordinal);
        Assert.Contains($"<dd>{address}</dd>", text, StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(StackExchange.Redis.ConnectionMultiplexer redis)
    {
        var count = 0;
        await foreach (var _ in redis.GetServers()[0].KeysAsync(pattern: "*:held:*"))
            count++;
        return count;
    }
}
