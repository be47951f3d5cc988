using System.Reflection;

namespace WebPortal.Features.Shared;

/// <summary>Which build this is, as the compiler recorded it.</summary>
internal static class BuildInfo
{
    private static readonly string[] Informational = (
        typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "0"
    ).Split('+');

    public static string Version => Informational[0];

    public static string Commit => Informational is [_, { Length: >= 7 } commit] ? commit[..7] : "unknown";
}
