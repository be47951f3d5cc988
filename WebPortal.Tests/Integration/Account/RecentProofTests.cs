using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

/// <summary>What needs a recent proof asks for it when the last one is old, rotates the session, and goes on with the form.</summary>
[Collection(OneAccountTestAtATime.Name)]
public sealed partial class RecentProofTests(AccountPortal portal) : IDisposable
{
    public void Dispose() => portal.Time.By = TimeSpan.Zero;

    [Fact]
    public async Task An_old_proof_is_asked_for_anew_and_the_blocked_form_resumes()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        using var old = visitor.At(portal.B.Url);
        var address = AccountPortal.NewAddress();
        portal.Time.By = TimeSpan.FromMinutes(16);

        using var blocked = await visitor.PostAsync("/account/email", [new("Email", address)]);
        var prove = blocked.Headers.Location!.ToString();
        Assert.StartsWith("/prove?returnUrl=%2Faccount%2Femail&held=true", prove, StringComparison.Ordinal);
        Assert.Equal(0, portal.MailCount(address));

        using var wrong = await visitor.PostAsync(prove, [new("Password", "wrong wrong")]);
        Assert.Contains(
            "That is not your password.",
            await wrong.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        using var proven = await visitor.PostAsync(prove, [new("Password", person.Password)]);
        Assert.NotEqual(old.Session, visitor.Session);
        Assert.Equal(HttpStatusCode.Redirect, (await old.GetAsync("/account")).StatusCode);

        var goOn = proven.Headers.Location!.ToString();
        using var page = await visitor.GetAsync(goOn);
        Assert.Contains(
            $"name=\"Email\" value=\"{address}\"",
            await page.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        using var resumed = await visitor.PostAsync(goOn, [new("Email", address)], "/account/email");
        Assert.Equal("/account/email", resumed.Headers.Location!.ToString());
        await portal.MailAsync(address);

        // Another person, even one who proved himself, does not get the form.
        using var other = await portal.SignedInAsync(await portal.NewPersonAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(goOn)).StatusCode);
    }

    [Fact]
    public async Task Data_is_exported_and_the_account_deleted_only_with_a_recent_proof()
    {
        var person = await portal.NewPersonAsync(name: "Ada <script>");
        using var visitor = await portal.SignedInAsync(person);
        using var elsewhere = await portal.SignedInAsync(person, portal.B.Url);
        using var export = await visitor.PostAsync("/account", [], "/account/export");
        Assert.Equal("attachment", export.Content.Headers.ContentDisposition!.DispositionType);
        var text = await export.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text);
        Assert.Equal(person.Email, json.RootElement.GetProperty("profile").GetProperty("email").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("sessions").GetArrayLength());
        Assert.DoesNotContain("Hash", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("stamp", text, StringComparison.OrdinalIgnoreCase);

        portal.Time.By = TimeSpan.FromMinutes(16);
        foreach (var path in new[] { "/account/export", "/account/delete" })
        {
            using var blocked = await visitor.PostAsync("/account", [new("Sure", "true")], path);
            Assert.StartsWith("/prove", blocked.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
        portal.Time.By = TimeSpan.Zero;
        using var unsure = await visitor.PostAsync("/account/delete", []);
        Assert.Contains("Tick the box", await unsure.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var deleted = await visitor.PostAsync("/account/delete", [new("Sure", "true")]);
        Assert.Equal("/", deleted.Headers.Location!.ToString());
        Assert.Null(visitor.Session);
        Assert.Null(await portal.FindAsync(person.Email));
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).StatusCode);
        await portal.MailAsync(person.Email, "Your account was deleted");
    }

    [Fact]
    public async Task Somebody_without_a_password_signs_in_once_more_and_a_form_with_a_secret_is_not_kept()
    {
        var person = await portal.NewPersonAsync();
        using var visitor = await portal.SignedInAsync(person);
        portal.Time.By = TimeSpan.FromMinutes(16);
        using var blocked = await visitor.PostAsync(
            "/account/email",
            [new("Email", "a@example.net"), new("Password", "secret!")]
        );
        Assert.DoesNotContain("held=", blocked.Headers.Location!.ToString(), StringComparison.Ordinal);
        await portal.ChangeAsync(person.Id, u => u.PasswordHash = null);
        using var page = await visitor.GetAsync("/prove?returnUrl=/account");
        Assert.Matches(SignInLink(), await page.Content.ReadAsStringAsync());
        using var password = await visitor.GetAsync("/account/password");
        Assert.StartsWith("/prove", password.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"/sign-in\\?returnUrl=%2Faccount\"")]
    private static partial Regex SignInLink();
}
