using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using WebPortal.Data;
using WebPortal.Features.Ledger;
using WebPortal.Features.Mail;
using WebPortal.Features.Sessions;
using WebPortal.Tests.Hosting;

namespace WebPortal.Tests.Integration.Account;

/// <summary>Two instances of their own, whose clock, password hasher, session store and ledger the tests can watch and pause. One test at a time.</summary>
public sealed partial class AccountPortal : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wp-account-").FullName;

    public PortalInstance A { get; private set; } = null!;

    public PortalInstance B { get; private set; } = null!;

    public RedisServer Redis { get; private set; } = null!;

    internal ShiftedTime Time { get; } = new();

    internal Doors Doors { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        A = new PortalInstance("A", Redis.Patiently, _directory, services: Watch);
        B = new PortalInstance("B", Redis.Patiently, _directory, services: Watch);
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        await Redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>One more, which hashes passwords as in front of customers.</summary>
    public PortalInstance WithFullRounds() => new("full", Redis.Patiently, _directory, fullPasswordRounds: true);

    /// <summary>A person with a confirmed address.</summary>
    public async Task<Person> NewPersonAsync(bool confirmed = true, string name = "Ada Obi", string? hash = null)
    {
        var email = NewAddress();
        var password = "correct horse " + Guid.NewGuid().ToString("N")[..8];
        await using var scope = A.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = new PortalUser
        {
            UserName = email,
            Email = email,
            EmailConfirmed = confirmed,
            DisplayName = name,
            Created = DateTimeOffset.UtcNow,
        };
        var created = await users.CreateAsync(user, password);
        Assert.True(created.Succeeded, created.ToString());
        return new Person(user.Id, email, password);
    }

    public static string NewAddress() => $"p{Guid.NewGuid():N}"[..14] + "@example.net";

    /// <summary>Signed in at A.</summary>
    public async Task<HttpVisitor> SignedInAsync(Person person, Uri? at = null)
    {
        ArgumentNullException.ThrowIfNull(person);
        var visitor = new HttpVisitor(at ?? A.Url);
        using var response = await visitor.SignInAsync(person.Email, person.Password);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return visitor;
    }

    /// <summary>What an administrator does to disable an account.</summary>
    public async Task DisableAsync(string userId)
    {
        await ChangeAsync(userId, u => u.Disabled = DateTimeOffset.UtcNow);
        await A.Services.GetRequiredService<UserSessions>().EndAllAsync(userId, EndReason.AccountDisabled, null);
    }

    internal async Task ChangeAsync(string userId, Action<PortalUser> change)
    {
        await using var scope = A.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByIdAsync(userId))!;
        change(user);
        Assert.True((await users.UpdateAsync(user)).Succeeded);
    }

    internal async Task<PortalUser?> FindAsync(string email)
    {
        await using var scope = A.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(email);
    }

    /// <summary>The newest mail to an address, waited for: it leaves off the request path.</summary>
    internal async Task<Letter> MailAsync(string to, string? subject = null)
    {
        for (var i = 0; i < 1500; i++)
        {
            var found = AllMail.FirstOrDefault(l =>
                l.Letter.To == to && (subject is null || l.Letter.Subject == subject)
            );
            if (found is not null)
                return found.Letter;
            await Task.Delay(10);
        }
        throw new InvalidOperationException($"No mail '{subject}' to {to} within 15 s.");
    }

    private IEnumerable<KeptLetter> AllMail =>
        new[] { A, B }.SelectMany(i => i.Services.GetRequiredService<Mailbox>().All).OrderByDescending(l => l.At);

    internal int MailCount(string to) => AllMail.Count(l => l.Letter.To == to);

    /// <summary>Path and query of the link in a mail.</summary>
    internal static string LinkIn(Letter letter) => new Uri(LinkPattern().Match(letter.Text).Value).PathAndQuery;

    private void Watch(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Time);
        services.AddScoped<IPasswordHasher<PortalUser>>(p => new WatchedHasher(
            ActivatorUtilities.CreateInstance<PasswordHasher<PortalUser>>(p),
            Doors
        ));
        services.AddSingleton<ISessionStore>(p =>
            WatchedStore.Over(ActivatorUtilities.CreateInstance<RedisSessionStore>(p), Doors)
        );
        services.AddSingleton<ISessionLedger>(p => new WatchedLedger(p.GetRequiredService<SqlSessionLedger>(), Doors));
    }

    [GeneratedRegex(@"http\S+")]
    private static partial Regex LinkPattern();
}

public sealed record Person(string Id, string Email, string Password);

[CollectionDefinition(Name)]
public sealed class OneAccountTestAtATime : ICollectionFixture<AccountPortal>
{
    public const string Name = "Account";
}
