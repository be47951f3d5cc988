using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace WebPortal.Bench.App.Peers;

/// <summary>ASP.NET Core Identity told to look at the security stamp on each request: its way of revoking at once.</summary>
internal sealed class IdentityPeer : IPeer
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"bench-{Environment.ProcessId}.db");

    public void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddDbContext<PeopleContext>(o => o.UseSqlite("Data Source=" + _file));
        builder
            .Services.AddIdentity<IdentityUser, IdentityRole>(o => o.ClaimsIdentity.UserNameClaimType = Person.Name)
            .AddEntityFrameworkStores<PeopleContext>();
        builder.Services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.Zero);
    }

    public void Map(WebApplication app)
    {
        using var scope = app.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<PeopleContext>().Database.EnsureCreated();
        scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>().CreateAsync(new("Administrator")).Wait();
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
                File.Delete(file);
        });
    }

    public async Task SignInAsync(HttpContext context, int n)
    {
        var users = context.RequestServices.GetRequiredService<UserManager<IdentityUser>>();
        var name = $"person.number{n}@example.com";
        var user = await users.FindByNameAsync(name);
        if (user is null)
        {
            user = new IdentityUser(name) { Id = Person.IdOf(n), Email = name };
            await users.CreateAsync(user);
            await users.AddToRoleAsync(user, "Administrator");
        }
        await context.RequestServices.GetRequiredService<SignInManager<IdentityUser>>().SignInAsync(user, false);
    }
}

internal sealed class PeopleContext(DbContextOptions<PeopleContext> options) : IdentityDbContext<IdentityUser>(options);
