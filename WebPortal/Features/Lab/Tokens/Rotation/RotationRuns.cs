using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace WebPortal.Features.Lab.Tokens.Rotation;

/// <summary>Runs in the memory of this process: at most 64, for half an hour; who asks for an older one begins another.</summary>
internal sealed class RotationRuns(TimeProvider time)
{
    private const int Most = 64;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, RotationRun> _runs = new(StringComparer.Ordinal);

    public RotationRun Begin()
    {
        foreach (var old in _runs.Values.OrderByDescending(r => r.Begun).Skip(Most - 1))
            _runs.TryRemove(old.Id, out _);
        var run = RotationRun.Begin(RandomNumberGenerator.GetHexString(32, lowercase: true), time.GetUtcNow());
        _runs[run.Id] = run;
        return run;
    }

    public RotationRun? Find(string? id) =>
        id is not null && _runs.TryGetValue(id, out var run) && time.GetUtcNow() - run.Begun < Kept ? run : null;
}
