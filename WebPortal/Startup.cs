using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WebPortal.Data;
using WebPortal.Features.Account;

namespace WebPortal;

internal static class Startup
{
    /// <summary>Migrations, roles and demo accounts, before the first request.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<PortalDbContext>().Database.MigrateAsync();
        var demo = services.GetRequiredService<DemoAccounts>();
        await demo.CreateAsync(
            services.GetRequiredService<UserManager<PortalUser>>(),
            services.GetRequiredService<RoleManager<IdentityRole>>(),
            services.GetRequiredService<TimeProvider>()
        );
        await services.GetRequiredService<Administrators>().PromoteAllAsync();
        if (demo.Known is { } known)
        {
            app.Lifetime.ApplicationStarted.Register(() =>
            {
                Console.WriteLine($"WebPortal is ready: {app.Urls.FirstOrDefault()}");
                foreach (var (email, password) in known)
                    Console.WriteLine($"  {email}  {password}");
            });
        }
    }
}
