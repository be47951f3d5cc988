namespace WebPortal.Tests.Hosting;

/// <summary>A place where a request waits until the test lets it go on.</summary>
internal sealed class Door
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a request waits here.</summary>
    public Task Arrived => _arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void Open() => _opened.TrySetResult();

    public Task PassAsync()
    {
        _arrived.TrySetResult();
        return _opened.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
