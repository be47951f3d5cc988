using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WebPortal.Data;
using WebPortal.Features.Account.Passwords;
using WebPortal.Features.Account.Proofs;
using WebPortal.Features.Account.Throttling;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

internal static class AccountModule
{
    public static void AddAccount(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services
            .AddIdentityCore<PortalUser>(o =>
            {
                o.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                o.User.RequireUniqueEmail = true;
                o.User.AllowedUserNameCharacters = ""; // Any: the name is the address, which MailAddress judges.
                o.ClaimsIdentity.UserIdClaimType = PortalClaims.UserId;
                o.ClaimsIdentity.UserNameClaimType = PortalClaims.Name;
                o.ClaimsIdentity.EmailClaimType = PortalClaims.Email;
                o.ClaimsIdentity.RoleClaimType = PortalClaims.Role;
            })
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<PortalDbContext>()
            .AddDefaultTokenProviders();
        // PBKDF2-HMAC-SHA512 (OWASP's count, 2023). Hashes of fewer rounds are made anew when their owner signs in.
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.RemoveAll<IPasswordValidator<PortalUser>>();
        services.AddScoped<IPasswordValidator<PortalUser>, PasswordRules>();
        services.AddSingleton<DecoyPassword>();

        services.AddOptions<AccountOptions>().BindConfiguration(AccountOptions.Section);
        services.AddOptions<ThrottleOptions>().BindConfiguration(ThrottleOptions.Section);
        services
            .AddOptions<DataProtectionTokenProviderOptions>()
            .Configure<IOptions<AccountOptions>>((o, account) => o.TokenLifespan = account.Value.MailLinkLifetime);

        services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(o =>
            {
                o.LoginPath = "/sign-in";
                o.ReturnUrlParameter = "returnUrl";
            });
        services.Configure<UserSessionOptions>(o => o.UserIdClaimType = PortalClaims.UserId);
        services.AddSingleton<SignInMetrics>();
        services.AddSingleton<KnownBrowser>().AddSingleton<Throttle>();
        services.AddSingleton<HeldPosts>().AddSingleton<FreshProof>().AddSingleton<MailLinks>();
        services.AddScoped<SignInFlow>().AddScoped<PasswordSignIn>().AddScoped<AccountMail>().AddScoped<EmailChange>();
        services.AddScoped<EndingChange>().AddScoped<AccountDeletion>().AddScoped<Confirmation>();
        services.AddScoped<Administrators>().AddScoped<DemoAccounts>();
    }

    public static void MapAccount(this WebApplication app)
    {
        app.MapSignOut();
        app.MapAccountLive();
    }
}
