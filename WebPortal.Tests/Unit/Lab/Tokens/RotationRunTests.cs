using WebPortal.Features.Lab.Tokens.Rotation;

namespace WebPortal.Tests.Unit.Lab.Tokens;

public sealed class RotationRunTests
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 50)]
    [InlineData(2, 0)]
    public void Who_dies_depends_on_the_overlap_alone(int waits, int dead)
    {
        var run = RotationRun.Begin("r", DateTimeOffset.UtcNow);
        run.Publish();
        Assert.Equal(RotationRun.People, run.Count.Valid);
        for (var i = 0; i < waits; i++)
            run.Wait();
        Assert.Equal(RotationRun.People, run.Count.Valid);
        Assert.Equal(dead, run.SignedWithOld);
        run.Retire();
        Assert.Equal(new RotationCount(RotationRun.People - dead, 0, dead), run.Count);
    }

    [Fact]
    public void Pressed_twice_or_out_of_turn_changes_nothing()
    {
        var run = RotationRun.Begin("r", DateTimeOffset.UtcNow);
        run.Retire();
        Assert.Equal(RotationStage.OneKey, run.Stage);
        run.Publish();
        run.Publish();
        Assert.Equal(2, run.Published.Count);
    }

    [Fact]
    public void Runs_are_few_and_short_lived()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var runs = new RotationRuns(time);
        var first = runs.Begin();
        time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 63; i++)
            runs.Begin();
        Assert.NotNull(runs.Find(first.Id));
        var last = runs.Begin();
        Assert.Null(runs.Find(first.Id));
        time.Advance(TimeSpan.FromMinutes(31));
        Assert.Null(runs.Find(last.Id));
    }
}
