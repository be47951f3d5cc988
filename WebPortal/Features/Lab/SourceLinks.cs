using WebPortal.Features.Shared;

namespace WebPortal.Features.Lab;

/// <param name="Path">From the root of the repository.</param>
internal sealed record SourcePlace(string Path, int Line)
{
    public override string ToString() => $"{Path["WebPortal/".Length..]}:{Line}";
}

/// <summary>
/// Where a line of source is read: in the repository, at the commit that was built, when <c>Portal:SourceUrl</c> says where that is; otherwise on a
/// page of the lab's own, from what the build embedded.
/// </summary>
internal sealed class SourceLinks(IConfiguration configuration)
{
    private readonly string? _repository = configuration["Portal:SourceUrl"]?.TrimEnd('/');

    public string To(SourcePlace place) => $"{Page(place.Path)}#L{place.Line}";

    private string Page(string path) =>
        string.IsNullOrEmpty(_repository) || BuildInfo.Commit == "unknown"
            ? "/lab/source/" + path
            : $"{_repository}/blob/{BuildInfo.Commit}/{path}";
}
