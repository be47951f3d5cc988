using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using StackExchange.Redis;
using WebPortal.Features.Lab.Wire;

namespace WebPortal.Features.Lab.Lanes.People;

/// <summary>The lab's own people; no account of the portal.</summary>
internal sealed record LabPerson(string Subject, string Login, string Password, bool Administrator)
{
    public static LabPerson Create(bool administrator) =>
        new(Random(16), "lab-" + Random(6), Random(16), administrator);

    public override string ToString() => Login;

    private static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}

/// <summary>What lanes S and C check a password against: hashed as the portal's are, gone after half an hour.</summary>
internal sealed class LabPeople(IConnectionMultiplexer redis, IPasswordHasher<LabPerson> hasher) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    // The hash is made to be slow. One at a time: ten people who begin at once must not take every core from those who race.
    private readonly SemaphoreSlim _one = new(1);

    private IDatabase Database => redis.GetDatabase();

    public async Task AddAsync(LabPerson person)
    {
        var hash = await SlowlyAsync(() => hasher.HashPassword(person, person.Password));
        await Database.HashSetAsync(
            Key(person.Login),
            [new("sub", person.Subject), new("hash", hash), new("admin", person.Administrator)]
        );
        await Database.KeyExpireAsync(Key(person.Login), Lifetime);
    }

    public async Task<LabPerson?> FindAsync(string login, string password)
    {
        if (login.Length > 64)
            return null;
        var found = await Database.HashGetAsync(Key(login), ["sub", "hash", "admin"]);
        if (found[0].IsNull)
            return null;
        var person = new LabPerson(found[0]!, login, "", (bool)found[2]);
        var began = Stopwatch.GetTimestamp();
        var result = await SlowlyAsync(() => hasher.VerifyHashedPassword(person, found[1]!, password));
        WireSteps.Note("check the password (PBKDF2)", Stopwatch.GetElapsedTime(began));
        return result == PasswordVerificationResult.Failed ? null : person;
    }

    public void Dispose() => _one.Dispose();

    public Task ForgetAsync(LabPerson person) => Database.KeyDeleteAsync(Key(person.Login));

    private async Task<T> SlowlyAsync<T>(Func<T> work)
    {
        await _one.WaitAsync();
        try
        {
            // Not on the pool: it has as many threads as the machine has cores, and the probes of those who race wait for one.
            return await Task.Factory.StartNew(
                work,
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        }
        finally
        {
            _one.Release();
        }
    }

    private static string Key(string login) => "lab:person:" + login;
}
