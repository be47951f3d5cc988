using WebPortal.Tests.Browser.Account;
using WebPortal.Tests.Hosting;
using static WebPortal.Tests.Browser.Looks.Acts;

namespace WebPortal.Tests.Browser.Looks;

/// <summary>Every page of the portal in the states that look different. In order: what a later one needs, an earlier one did.</summary>
internal static class PageList
{
    public static readonly Look[] ForStrangers =
    [
        new("", "home"),
        new("sign-in", "sign-in"),
        new("sign-in", "sign-in-refused", (v, s) => v.SignInAsync(s.Person.Email!, "wrong wrong wrong", "/account")),
        new("register", "register"),
        new(
            "register",
            "register-refused",
            (v, _) =>
                FillAsync(
                    v,
                    "Register",
                    ("E-mail", "ada@example.net"),
                    ("What to call you", "Ada"),
                    ("Password", "password1")
                )
        ),
        new("register", "register-empty", (v, _) => FillAsync(v, "Register")),
        new("forgot-password", "forgotten"),
        new("forgot-password", "forgotten-sent", (v, s) => FillAsync(v, "Send the link", ("E-mail", s.Person.Email!))),
        new("reset-password", "reset-no-link"),
        new(
            "reset-password",
            "reset",
            async (v, s) => await FollowAsync(v, await s.MailAsync(s.Person.Email!, "password"))
        ),
        new(
            "confirm-email",
            "confirm-asked",
            async (v, _) =>
            {
                await v.GoAsync("/register");
                await FillAsync(
                    v,
                    "Register",
                    ("E-mail", NewAddress(v)),
                    ("What to call you", "Ada"),
                    ("Password", AccountPeople.Password)
                );
            }
        ),
        new("dev/mailbox/{id:int?}", "mailbox", (v, _) => v.GoAsync("/dev/mailbox")),
        new(
            "dev/mailbox/{id:int?}",
            "mail",
            async (v, s) => await v.GoAsync($"/dev/mailbox/{(await s.MailAsync(NewAddress(v), "Confirm")).Id}")
        ),
        new(
            "confirm-email",
            "confirm",
            async (v, s) => await FollowAsync(v, await s.MailAsync(NewAddress(v), "Confirm"))
        ),
        new("sign-in", "confirmed", (v, _) => FillAsync(v, "Yes, confirm it", ("Password", AccountPeople.Password))),
        new(
            "confirm-email",
            "confirm-dead-link",
            async (v, s) => await FollowAsync(v, await s.MailAsync(NewAddress(v), "Confirm"))
        ),
        new("error", "404", (v, _) => v.GoAsync("/no-such-page?q=1")),
    ];

    public static readonly Look[] ForPeople =
    [
        new("", "home-signed-in"),
        new("account", "account"),
        new("account", "account-no-name", (v, _) => FillAsync(v, "Save", ("What to call you", " "))),
        new("account/sessions", "own-sessions"),
        new(
            "account/sessions",
            "own-sessions-ended",
            async (v, s) =>
            {
                await v.GoAsync($"/account/sessions?kept={s.Over}");
                await v.Page.Locator("summary").ClickAsync();
            }
        ),
        new(
            "account/sessions/{id}",
            "own-session-live",
            async (v, s) =>
            {
                await v.GoAsync("/account/sessions/" + s.Live);
                await v.Page.Locator("summary").ClickAsync();
            }
        ),
        Look.At("account/sessions/{id}", "own-session-ended", s => "/account/sessions/" + s.Over),
        new("account/activity", "activity"),
        new("account/email", "email"),
        new("account/password", "password"),
        new(
            "account/password",
            "password-same",
            (v, _) =>
                FillAsync(
                    v,
                    "Change your password",
                    ("Present password", AccountPeople.Password),
                    ("New password", AccountPeople.Password)
                )
        ),
        new("account/delete", "delete"),
        new("account/delete", "delete-unsure", (v, _) => FillAsync(v, "Delete my account")),
        new("account/connections", "connections"),
        new("account/export", "export-back"), // Nothing to see: it leads back to the account.
        new("prove", "prove"),
        new(
            "prove/go-on",
            "go-on",
            async (v, s) =>
            {
                await v.TakeSessionAsync(
                    await s.Portal.MakeSessionAsync(s.Person, DateTimeOffset.UtcNow.AddMinutes(-16))
                );
                await v.GoAsync("/account/email");
                await FillAsync(v, "Send the link", ("New e-mail", NewAddress(v)));
                await FillAsync(v, "Go on", ("Password", AccountPeople.Password));
            }
        ),
        new("error", "403", (v, _) => v.GoAsync("/admin")),
    ];

    public static readonly Look[] ForAdministrators =
    [
        new("admin", "admin"),
        new(
            "admin",
            "admin-hours",
            async (v, _) =>
            {
                await v.GoAsync("/admin");
                await v.Page.GetByText("The same as numbers").ClickAsync();
            }
        ),
        new("admin/sessions", "sessions"),
        Look.At("admin/sessions", "sessions-filtered", s => $"/admin/sessions?q={s.Person.Email}&by=Password&age=week"),
        Look.At("admin/sessions", "sessions-kept", s => $"/admin/sessions?q={s.Person.Email}&kept={s.Over}"),
        Look.At("admin/sessions", "sessions-empty", _ => "/admin/sessions?q=nobody-at-all&by=GitHub"),
        Look.At("admin/sessions", "sessions-bad", _ => "/admin/sessions?ip=nonsense"),
        Look.At("admin/sessions", "sessions-over", _ => "/admin/sessions?state=ended"),
        Look.At("admin/sessions", "revoke-one", s => "/admin/sessions?revoke=" + s.Live),
        Look.At("admin/sessions", "revoke-all", s => $"/admin/sessions?q={s.Person.Email}&revoke=all"),
        Look.At("admin/sessions", "revoke-everybody", _ => "/admin/sessions?revoke=everybody"),
        Look.At("admin/sessions/{id:length(22)}", "session-live", s => "/admin/sessions/" + s.Live),
        Look.At("admin/sessions/{id:length(22)}", "session-ended", s => "/admin/sessions/" + s.Over),
        new("admin/people", "people"),
        Look.At("admin/people/{id:length(1,64)}", "person", s => $"/admin/people/{s.Person.Id}?kept={s.Over}"),
        Look.At("admin/people/{id:length(1,64)}", "person-self", s => "/admin/people/" + s.Boss.Id),
        Look.At("admin/people/{id:length(1,64)}", "person-disable", s => $"/admin/people/{s.Person.Id}?ask=disable"),
        new("admin/events", "events"),
        Look.At("admin/events", "events-bad", _ => "/admin/events?person=nobody&from=x"),
        Look.At("admin/jobs/{id:length(22)}", "job", s => "/admin/jobs/" + s.JobId),
    ];

    /// <summary>Pages whose looks are checked where they are tested. The lab has a list of its own.</summary>
    public static readonly Dictionary<string, Type> Elsewhere = new(StringComparer.Ordinal)
    {
        ["sign-in/address"] = typeof(SocialLogin.ProviderPagesTests),
        ["sign-in/address/confirm"] = typeof(SocialLogin.ProviderPagesTests),
        ["sign-in/link"] = typeof(SocialLogin.ProviderPagesTests),
    };
}
