namespace WebPortal.Features.Lab;

/// <summary>A source file as it was compiled: embedded at build, so that what the page shows is what ran.</summary>
internal sealed record RepositorySource(string Path, int FirstLine, string Text)
{
    public int LastLine => FirstLine + Text.AsSpan().Count('\n');

    public string Place => $"{Path}, lines {FirstLine} to {LastLine}";

    /// <summary>A whole file that the build embedded; null for every other name, whatever is asked for.</summary>
    public static RepositorySource? Find(string? path) =>
        path?.StartsWith("WebPortal/", StringComparison.Ordinal) is true
        && typeof(RepositorySource).Assembly.GetManifestResourceInfo(path) is not null
            ? Read(path, "")
            : null;

    /// <param name="path">From the root of the repository.</param>
    /// <param name="from">The first line to show begins with this; what stands before it (usings) is left out.</param>
    public static RepositorySource Read(string path, string from)
    {
        using var stream =
            typeof(RepositorySource).Assembly.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"{path} is not embedded: see WebPortal.csproj.");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().TrimEnd().Split('\n');
        var first = Array.FindIndex(lines, line => line.StartsWith(from, StringComparison.Ordinal));
        if (first < 0)
            throw new InvalidOperationException($"{path} has no line that begins with {from}");
        return new RepositorySource(path, first + 1, string.Join('\n', lines[first..]));
    }
}
