using WebPortal.Tests.Hosting;
using Xunit.Sdk;
using Xunit.v3;

// A portal in this process greets on the console; that belongs to the test that started it, not between the lines of the run's own.
[assembly: CaptureConsole]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace WebPortal.Tests.Hosting;

/// <summary>The lab's tests go one by one and mostly wait, so whatever starts them late ends late. The rest goes as it comes.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => c.TestCollectionDisplayName is "lab" ? 0 : 1)];
}
