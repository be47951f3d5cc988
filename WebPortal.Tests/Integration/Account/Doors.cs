using System.Reflection;
using Microsoft.AspNetCore.Identity;
using WebPortal.Data;
using WebPortal.Features.Sessions;

namespace WebPortal.Tests.Integration.Account;

/// <summary>Where a test may step in between the steps of a sign-in. Each is taken once.</summary>
internal sealed class Doors
{
    private Func<Task>? _beforeEpoch;
    private Func<Task>? _whileChecking;
    private Func<Task>? _beforeCreation;
    private Func<Task>? _beforeEndAll;

    public int Hashes { get; set; }

    public void BeforeEpoch(Func<Task> step) => _beforeEpoch = step;

    public void WhilePasswordIsChecked(Func<Task> step) => _whileChecking = step;

    public void BeforeSessionIsCreated(Func<Task> step) => _beforeCreation = step;

    public void BeforeEndAll(Func<Task> step) => _beforeEndAll = step;

    public Task AtEpochAsync() => Take(ref _beforeEpoch);

    public Task AtCheckAsync() => Take(ref _whileChecking);

    public Task AtCreationAsync() => Take(ref _beforeCreation);

    public Task AtEndAllAsync() => Take(ref _beforeEndAll);

    private static Task Take(ref Func<Task>? door) =>
        Interlocked.Exchange(ref door, null)?.Invoke() ?? Task.CompletedTask;
}

internal sealed class WatchedHasher(PasswordHasher<PortalUser> inner, Doors doors) : IPasswordHasher<PortalUser>
{
    public string HashPassword(PortalUser user, string password)
    {
        doors.Hashes++;
        return inner.HashPassword(user, password);
    }

    public PasswordVerificationResult VerifyHashedPassword(
        PortalUser user,
        string hashedPassword,
        string providedPassword
    )
    {
        doors.Hashes++;
        var result = inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        doors.AtCheckAsync().GetAwaiter().GetResult();
        return result;
    }
}

internal sealed class WatchedLedger(ISessionLedger inner, Doors doors) : ISessionLedger
{
    public async Task StartingAsync(UserSession session, CancellationToken cancellationToken)
    {
        await inner.StartingAsync(session, cancellationToken);
        await doors.AtCreationAsync();
    }

    public Task EndedAsync(
        string userId,
        IReadOnlyCollection<string> ids,
        SessionEnd end,
        CancellationToken cancellationToken
    ) => inner.EndedAsync(userId, ids, end, cancellationToken);

    public Task EverybodyEndedAsync(SessionEnd end, string? exceptId, CancellationToken cancellationToken) =>
        inner.EverybodyEndedAsync(end, exceptId, cancellationToken);

    public void Seen(string id, DateTimeOffset at) => inner.Seen(id, at);
}

#pragma warning disable CA1852 // DispatchProxy derives from it at run time.
/// <summary>The real store, with a door before the epoch is read and one before all sessions of a person end.</summary>
internal class WatchedStore : DispatchProxy
{
    private ISessionStore _inner = null!;
    private Doors _doors = null!;

    public static ISessionStore Over(ISessionStore inner, Doors doors)
    {
        var proxy = Create<ISessionStore, WatchedStore>();
        ((WatchedStore)(object)proxy)._inner = inner;
        ((WatchedStore)(object)proxy)._doors = doors;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name switch
        {
            nameof(ISessionStore.GetEpochAsync) => EpochAsync((string)args![0]!),
            nameof(ISessionStore.EndAllAsync) => EndAllAsync((string)args![0]!, (SessionEnd)args[1]!, (string?)args[2]),
            _ => targetMethod.Invoke(_inner, args),
        };

    private async Task<IReadOnlyList<string>> EndAllAsync(string userId, SessionEnd end, string? exceptId)
    {
        await _doors.AtEndAllAsync();
        return await _inner.EndAllAsync(userId, end, exceptId);
    }

    private async Task<SessionEpoch> EpochAsync(string userId)
    {
        await _doors.AtEpochAsync();
        return await _inner.GetEpochAsync(userId);
    }
}

#pragma warning restore CA1852

internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}
