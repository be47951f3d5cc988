using WebPortal.Features.Lab.Lanes;

namespace WebPortal.Features.Lab.Wire;

/// <summary>Where the code of a lane stands: file and line of the source as it was compiled.</summary>
internal static class LaneSources
{
    public static string File(ILane lane) => $"WebPortal/Features/Lab/Lanes/{FolderOf(lane)}/{lane.GetType().Name}.cs";

    public static RepositorySource Source(ILane lane) => RepositorySource.Read(File(lane), "/// ");

    /// <summary>“Features/Lab/Lanes/JwtOnly/JwtOnlyLane.cs:39”.</summary>
    public static string Line(ILane lane, string member) => Line(File(lane), $" {member}(");

    /// <summary>The line that decides about a request.</summary>
    public static string Check(ILane lane) =>
        lane.About.Key switch
        {
            "S" => Line("WebPortal/Features/Sessions/SessionTicketStore.cs", " RetrieveAsync("),
            "I" => Line(
                "WebPortal/Features/Lab/Lanes/Introspected/IntrospectionHandler.cs",
                " HandleAuthenticateAsync("
            ),
            "B" => Line("WebPortal/Features/Lab/Lanes/Backend/BackendEvents.cs", " ValidateAsync("),
            "J" or "R" => Line("WebPortal/Features/Lab/Lanes/Issuer/LabJwt.cs", " Parameters("),
            _ => Line(File(lane), " Add("),
        };

    private static string Line(string path, string holds)
    {
        var source = RepositorySource.Read(path, "");
        var lines = source.Text.Split('\n');
        var at = Array.FindIndex(lines, l => l.Contains(holds, StringComparison.Ordinal));
        return $"{path["WebPortal/".Length..]}:{Math.Max(at, 0) + 1}";
    }

    private static string FolderOf(ILane lane) => lane.GetType().Namespace!.Split('.')[^1];
}
