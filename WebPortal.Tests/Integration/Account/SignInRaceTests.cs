using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

/// <summary>Invariant 5: ending all sessions, or disabling the account, wins over a sign-in that is under way, wherever it stands.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed class SignInRaceTests(AccountPortal portal)
{
    [Theory]
    [InlineData("creation")]
    [InlineData("check")]
    public async Task All_sessions_are_ended_between_the_password_check_and_the_session(string where)
    {
        var person = await portal.NewPersonAsync();
        Step(where, () => EndAllAsync(person.Id));
        await AssertRefusedAsync(person, "Your sessions were ended while you were signing in.");
        using var again = await portal.SignedInAsync(person);
    }

    [Theory]
    [InlineData("creation", "Your sessions were ended while you were signing in.")]
    [InlineData("check", "Your sessions were ended while you were signing in.")]
    [InlineData("epoch", "This account is disabled.")]
    public async Task The_account_is_disabled_while_somebody_signs_in(string where, string words)
    {
        var person = await portal.NewPersonAsync();
        Step(where, () => portal.DisableAsync(person.Id));
        await AssertRefusedAsync(person, words);
        await AssertRefusedAsync(person, "This account is disabled.");
    }

    [Fact]
    public async Task A_sign_in_with_the_old_password_is_overtaken_by_its_change()
    {
        var person = await portal.NewPersonAsync();
        using var owner = await portal.SignedInAsync(person, portal.B.Url);
        portal.Doors.BeforeSessionIsCreated(async () =>
        {
            using var changed = await owner.PostAsync(
                "/account/password",
                [new("Current", person.Password), new("New", "another battery staple")]
            );
            Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        });
        await AssertRefusedAsync(person, "Your sessions were ended while you were signing in.");
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task A_revoke_wins_over_a_fresh_proof_under_way()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        portal.Doors.BeforeSessionIsCreated(() => EndAllAsync(person.Id));
        using var proven = await visitor.PostAsync("/prove", [new("Password", person.Password)]);
        Assert.StartsWith("/sign-in", proven.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/account")).StatusCode);
    }

    private void Step(string where, Func<Task> step)
    {
        switch (where)
        {
            case "epoch":
                portal.Doors.BeforeEpoch(step);
                break;
            case "check":
                portal.Doors.WhilePasswordIsChecked(step);
                break;
            default:
                portal.Doors.BeforeSessionIsCreated(step);
                break;
        }
    }

    private Task EndAllAsync(string userId) =>
        portal.B.Services.GetRequiredService<UserSessions>().EndAllAsync(userId, EndReason.AllEnded, null);

    private async Task AssertRefusedAsync(Person person, string words)
    {
        using var visitor = new HttpVisitor(portal.A.Url);
        using var response = await visitor.SignInAsync(person.Email, person.Password);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(visitor.Session);
    }
}
