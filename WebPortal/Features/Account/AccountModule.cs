using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Features.Account;

internal static class AccountModule
{
    public static void AddAccount(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddIdentityCore<PortalUser>(o =>
            {
                o.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                o.User.RequireUniqueEmail = true;
                // ASVS 5.0 6.2.5: length, not composition.
                o.Password.RequiredLength = 8;
                o.Password.RequireDigit = false;
                o.Password.RequireLowercase = false;
                o.Password.RequireUppercase = false;
                o.Password.RequireNonAlphanumeric = false;
                o.Password.RequiredUniqueChars = 1;
                o.ClaimsIdentity.UserIdClaimType = PortalClaims.UserId;
                o.ClaimsIdentity.UserNameClaimType = PortalClaims.Name;
                o.ClaimsIdentity.EmailClaimType = PortalClaims.Email;
                o.ClaimsIdentity.RoleClaimType = PortalClaims.Role;
            })
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<PortalDbContext>()
            .AddDefaultTokenProviders();
        builder
            .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(o =>
            {
                o.LoginPath = "/sign-in";
                o.ReturnUrlParameter = "returnUrl";
            });
        builder.Services.Configure<UserSessionOptions>(o => o.UserIdClaimType = PortalClaims.UserId);
        builder.Services.AddScoped<SignInFlow>();
        builder.Services.AddScoped<DemoAccounts>();
    }

    public static void MapAccount(this WebApplication app)
    {
        app.MapSignOut();
        app.MapAccountLive();
    }
}
