using System.Net;
using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

[Collection(OneAccountTestAtATime.Name)]
public sealed class PasswordChangeTests(AccountPortal portal)
{
    private const string NewPassword = "staple battery horse";

    [Fact]
    public async Task The_other_sessions_and_the_old_cookie_die_on_both_instances_and_this_browser_goes_on()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        using var elsewhere = await portal.SignedInAsync(person);
        using var oldAtA = visitor.At(portal.A.Url);
        using var oldAtB = visitor.At(portal.B.Url);

        using var changed = await ChangeAsync(visitor, person.Password, NewPassword);
        Assert.Equal("/account", changed.Headers.Location!.ToString());
        Assert.Contains(
            "Your other browser was signed out.",
            await TextAsync(visitor, "/account"),
            StringComparison.Ordinal
        );
        foreach (var dead in new[] { oldAtA, oldAtB, elsewhere, elsewhere.At(portal.B.Url) })
            Assert.Equal(HttpStatusCode.Redirect, (await dead.GetAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.At(portal.B.Url).GetAsync("/account")).StatusCode);
        Assert.Contains(
            "Your password was changed at",
            await TextAsync(elsewhere, "/sign-in"),
            StringComparison.Ordinal
        );
        await portal.MailAsync(person.Email, "Your password was changed");
    }

    [Fact]
    public async Task The_present_password_is_asked_for_and_what_is_wrong_stands_by_its_field()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        await AssertSaysAsync(visitor, "wrong", NewPassword, "current-error\">That is not your present password.");
        await AssertSaysAsync(visitor, null, NewPassword, "current-error\">That is not your present password.");
        await AssertSaysAsync(visitor, person.Password, "short", "new-error\">Too short");
        await AssertSaysAsync(visitor, person.Password, person.Password, "new-error\">That is your present password.");
        await AssertSaysAsync(
            visitor,
            person.Password,
            "my web-portal word",
            "new-error\">Leave out the name of this portal"
        );
    }

    [Theory]
    [InlineData(" horse battery ", "horse battery")]
    [InlineData("Horse Battery!", "horse battery!")]
    public async Task Passwords_are_taken_as_typed(string password, string nearly)
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        Assert.Equal(HttpStatusCode.Redirect, (await ChangeAsync(visitor, person.Password, password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync(person.Email, nearly)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.SignInAsync(person.Email, password)).StatusCode);
    }

    [Fact]
    public async Task Long_passwords_count_to_their_last_character()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        var password = string.Concat(Enumerable.Repeat("horse battery ", 19))[..256];
        Assert.Equal(HttpStatusCode.Redirect, (await ChangeAsync(visitor, person.Password, password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync(person.Email, password[..255] + "#")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.SignInAsync(person.Email, password)).StatusCode);
    }

    [Fact]
    public async Task A_hash_of_fewer_rounds_is_made_anew_at_the_next_sign_in()
    {
        var person = await portal.NewPersonAsync();
        var weak = new PasswordHasher<PortalUser>(
            Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 1000 })
        ).HashPassword(new PortalUser(), person.Password);
        await portal.ChangeAsync(person.Id, u => u.PasswordHash = weak);
        await using var full = portal.WithFullRounds();
        using var visitor = await portal.SignedInAsync(person, full.Url);
        var hash = Convert.FromBase64String((await portal.FindAsync(person.Email))!.PasswordHash!);
        Assert.Equal(2u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1))); // HMAC-SHA512
        Assert.True(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)) >= 210_000);
        using var again = await portal.SignedInAsync(person);
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpVisitor visitor, string? current, string password) =>
        visitor.PostAsync("/account/password", [new("Current", current ?? ""), new("New", password)]);

    private static async Task AssertSaysAsync(HttpVisitor visitor, string? current, string password, string words)
    {
        using var response = await ChangeAsync(visitor, current, password);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(HttpVisitor visitor, string path) =>
        WebUtility.HtmlDecode(await (await visitor.GetAsync(path)).Content.ReadAsStringAsync());
}
