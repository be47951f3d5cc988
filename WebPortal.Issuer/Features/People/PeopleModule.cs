using Microsoft.AspNetCore.Identity;
using WebPortal.Issuer.Data;

namespace WebPortal.Issuer.Features.People;

internal static class PeopleModule
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        // OWASP's figure for PBKDF2-HMAC-SHA512; the framework's own default is 100,000.
        builder.Services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        builder.Services.AddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>();
        builder.Services.AddSingleton<DemoPasswords>();
        builder.Services.AddScoped<PeopleSeed>();
    }
}
