using System.Collections.Concurrent;
using System.Reflection;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace WebPortal.Features.Lab.Wire;

/// <summary>
/// The keys of a profiled command. StackExchange.Redis's profiler tells only the name, so the message behind it is read by reflection, as
/// OpenTelemetry's instrumentation does. Where a version of the library has other members, the name remains, and a test says so.
/// </summary>
internal static class RedisMessage
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> KeyFields = new();

    public static WireCommand Read(IProfiledCommand command)
    {
        var told = new WireCommand(command.Command, command.ElapsedTime.TotalMicroseconds);
        if (command.GetType().GetField("Message", Members)?.GetValue(command) is not { } message)
            return told;
        var keys = KeyFields.GetOrAdd(message.GetType(), FieldsOf).SelectMany(f => Keys(f.GetValue(message))).ToList();
        return message.GetType().GetProperty("ArgCount", Members)?.GetValue(message) is int count
            ? told with
            {
                Keys = [.. keys.Select(WireSecrets.Cut)],
                Others = Math.Max(0, count - keys.Count),
            }
            : told;
    }

    // Also those of the types that it is made from.
    private static FieldInfo[] FieldsOf(Type type) =>
        type == typeof(object) || type.BaseType is null
            ? []
            :
            [
                .. FieldsOf(type.BaseType),
                .. type.GetFields(Members | BindingFlags.DeclaredOnly)
                    .Where(f =>
                        f.FieldType == typeof(RedisKey)
                        || f.FieldType == typeof(RedisKey[])
                        || f.FieldType == typeof(ReadOnlyMemory<RedisKey>)
                        || f.FieldType == typeof(RedisChannel)
                    ),
            ];

    private static IEnumerable<string> Keys(object? value) =>
        value switch
        {
            RedisKey key when !key.Equals(default) => [key.ToString()],
            RedisKey[] keys => keys.Select(k => k.ToString()),
            ReadOnlyMemory<RedisKey> keys => keys.ToArray().Select(k => k.ToString()),
            RedisChannel { IsNullOrEmpty: false } channel => [channel.ToString()],
            _ => [],
        };
}
