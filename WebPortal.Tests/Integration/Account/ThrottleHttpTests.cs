using System.Net;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

[Collection(OneAccountTestAtATime.Name)]
public sealed class ThrottleHttpTests(AccountPortal portal)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Both_instances_share_one_budget_and_an_unknown_address_has_the_same(bool exists)
    {
        var email = exists ? (await portal.NewPersonAsync()).Email : AccountPortal.NewAddress();
        for (var i = 0; i < 5; i++)
            Assert.Equal(
                HttpStatusCode.OK,
                (await TryAsync(i % 2 == 0 ? portal.A.Url : portal.B.Url, email)).StatusCode
            );
        foreach (var instance in new[] { portal.A, portal.B })
        {
            using var refused = await TryAsync(instance.Url, email);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 50, 60);
            var page = await refused.Content.ReadAsStringAsync();
            Assert.Contains("Too many tries. Wait ", page, StringComparison.Ordinal);
            Assert.Contains($"value=\"{email}\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_stranger_on_the_same_network_does_not_lock_the_owner_out_of_a_browser_that_signed_in_before()
    {
        var person = await portal.NewPersonAsync();
        using var owner = await portal.SignedInAsync(person);
        for (var i = 0; i < 6; i++)
            await TryAsync(portal.A.Url, person.Email);
        using var stranger = await new HttpVisitor(portal.A.Url).SignInAsync(person.Email, person.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, stranger.StatusCode);

        using var again = await owner.SignInAsync(person.Email, person.Password);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);

        // The cookie is worth nothing for another account, nor when it is made up.
        var other = await portal.NewPersonAsync();
        for (var i = 0; i < 6; i++)
            await TryAsync(portal.A.Url, other.Email);
        using var foreign = await owner.SignInAsync(other.Email, other.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, foreign.StatusCode);
        using var forger = new HttpVisitor(portal.A.Url);
        forger.Cookies["__Host-known"] = "CfDJ8forged";
        using var forged = await forger.SignInAsync(other.Email, other.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, forged.StatusCode);
    }

    [Fact]
    public async Task A_right_password_gives_the_tries_back()
    {
        var person = await portal.NewPersonAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
                await TryAsync(portal.A.Url, person.Email);
            using var visitor = new HttpVisitor(portal.A.Url);
            using var right = await visitor.SignInAsync(person.Email, person.Password);
            Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
        }
    }

    [Fact]
    public async Task A_network_has_ten_mails_an_hour_for_an_address_and_the_answer_does_not_tell()
    {
        var person = await portal.NewPersonAsync();
        var first = await AskForResetAsync(portal.A.Url, person.Email);
        await portal.MailAsync(person.Email);
        using var redis = await portal.Redis.ConnectAsync();
        for (var i = 1; i < 14; i++)
        {
            // As if the form had waited long enough.
            await DropAsync(redis);
            Assert.Equal(first, await AskForResetAsync(portal.A.Url, person.Email));
        }
        var last = await portal.NewPersonAsync();
        await AskForResetAsync(portal.A.Url, last.Email);
        await portal.MailAsync(last.Email); // The queue is in order: whatever was sent before has arrived.
        Assert.Equal(10, portal.MailCount(person.Email));

        // The owner's browser still gets its mail, and what is done to the account is told.
        await DropAsync(redis);
        using var owner = await portal.SignedInAsync(person);
        await owner.PostAsync("/forgot-password", [new("Email", person.Email)]);
        await owner.PostAsync("/account/email", [new("Email", AccountPortal.NewAddress())]);
        await portal.MailAsync(person.Email, "A change of your address was asked for");
        Assert.Equal(12, portal.MailCount(person.Email));
    }

    private static async Task DropAsync(StackExchange.Redis.ConnectionMultiplexer redis)
    {
        await foreach (var key in redis.GetServers()[0].KeysAsync(pattern: "wp:{throttle}:forgot:*"))
            await redis.GetDatabase().KeyDeleteAsync(key);
    }

    private static async Task<HttpResponseMessage> TryAsync(Uri at, string email)
    {
        using var visitor = new HttpVisitor(at);
        return await visitor.SignInAsync(email, "wrong wrong wrong");
    }

    private static async Task<HttpStatusCode> AskForResetAsync(Uri at, string email)
    {
        using var visitor = new HttpVisitor(at);
        return (await visitor.PostAsync("/forgot-password", [new("Email", email)])).StatusCode;
    }
}
