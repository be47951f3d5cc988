using WebPortal.Features.Lab.Lanes;

namespace WebPortal.Features.Lab.Wire;

/// <summary>Where the code of a lane stands: file and line of the source as it was compiled.</summary>
internal static class LaneSources
{
    private const string Lanes = "WebPortal/Features/Lab/Lanes/";

    public static string File(ILane lane) => $"{Lanes}{FolderOf(lane)}/{lane.GetType().Name}.cs";

    /// <summary>The line that did a step of the recording.</summary>
    public static SourcePlace Of(ILane lane, string step) =>
        step switch
        {
            WireStep.SignIn => Find(File(lane), " SignInAsync("),
            WireStep.Refresh => Find(File(lane), " RotateAsync("),
            WireStep.Replay => Find("WebPortal/Features/Lab/Lanes/Issuer/CodeFlow.cs", " RefreshAsync("),
            WireStep.Revoke => Find(File(lane), " RevokeAsync("),
            _ => Check(lane),
        };

    /// <summary>The line that decides about a request.</summary>
    private static SourcePlace Check(ILane lane) =>
        lane.About.Key switch
        {
            "S" => Find("WebPortal/Features/Sessions/SessionTicketStore.cs", " RetrieveAsync("),
            "I" => Find(Lanes + "Introspected/IntrospectionHandler.cs", " HandleAuthenticateAsync("),
            "B" => Find(Lanes + "Backend/BackendEvents.cs", " ValidateAsync("),
            "J" or "R" => Find(Lanes + "Issuer/LabJwt.cs", " Parameters("),
            _ => Find(File(lane), " Add("),
        };

    private static SourcePlace Find(string path, string holds)
    {
        var lines = RepositorySource.Read(path, "").Text.Split('\n');
        var at = Array.FindIndex(lines, l => l.Contains(holds, StringComparison.Ordinal));
        return at < 0 ? throw new InvalidOperationException($"{path} has no{holds}") : new SourcePlace(path, at + 1);
    }

    private static string FolderOf(ILane lane) => lane.GetType().Namespace!.Split('.')[^1];
}
