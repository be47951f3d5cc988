using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Security;

namespace WebPortal.Features.Account;

/// <summary>Two accounts to try the portal with. In Development only; their passwords are made at first start.</summary>
internal sealed class DemoAccounts(IHostEnvironment environment, IConfiguration configuration)
{
    public const string UserEmail = "user@example.com";
    public const string AdministratorEmail = "admin@example.com";

    private string PasswordFile =>
        Path.Combine(
            configuration["Embedded:Directory"] ?? Path.Combine(environment.ContentRootPath, ".data"),
            "demo-passwords"
        );

    /// <summary>Address → password; null outside Development.</summary>
    public IReadOnlyDictionary<string, string>? Known =>
        environment.IsDevelopment() && File.Exists(PasswordFile)
            ? File.ReadAllLines(PasswordFile)
                .Select(line => line.Split(' ', 2))
                .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal)
            : null;

    public async Task CreateAsync(UserManager<PortalUser> users, TimeProvider time)
    {
        if (!environment.IsDevelopment() || Known is not null)
            return;
        var lines = new List<string>();
        foreach (var email in new[] { UserEmail, AdministratorEmail })
        {
            var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 24);
            var user = new PortalUser
            {
                UserName = email,
                Email = email,
                EmailConfirmed = true,
                DisplayName = email.Split('@')[0],
                Created = time.GetUtcNow(),
            };
            var created = await users.CreateAsync(user, password);
            if (!created.Succeeded)
                throw new StartException("The demo accounts could not be created: " + created);
            if (email == AdministratorEmail)
                await users.AddToRoleAsync(user, Roles.Administrator);
            lines.Add($"{email} {password}");
        }
        Directory.CreateDirectory(Path.GetDirectoryName(PasswordFile)!);
        await File.WriteAllLinesAsync(PasswordFile, lines);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
