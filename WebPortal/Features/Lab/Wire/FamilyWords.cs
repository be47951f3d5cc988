namespace WebPortal.Features.Lab.Wire;

/// <summary>What became of a refresh token, in words.</summary>
internal static class FamilyWords
{
    public static string State(FamilyToken token, WireRecord record)
    {
        var replayed = record.Steps.Any(s => s.Title == WireStep.Replay);
        return (token.Used, token.Status) switch
        {
            (not null, _) when replayed => "used, then used again: refused",
            (not null, "revoked") => "used once, revoked with its family",
            (not null, _) => "used once",
            (null, "revoked") => replayed ? "revoked, because an older one came again" : "revoked",
            _ => "can be used",
        };
    }
}
