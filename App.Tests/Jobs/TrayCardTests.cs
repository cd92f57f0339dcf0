using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class TrayCardTests : IDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly List<JobEvent> _events = [];

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Any_order_of_events_ends_in_the_same_card()
    {
        var caller = await _engine.NewTeamAsync(1000);
        using var subscription = _engine.Get<JobFeed>().Subscribe(caller.UserId, _events.Add);
        var job = await _engine.SubmitAsync(caller, "nasa", "esa", "jaxa");
        await _engine.WorkAllAsync();
        var expected = await _engine.StatusAsync(caller, job.JobId);
        var later = _events.Where(change => change.Seq > job.Seq).ToArray();
        Assert.True(later.Length > 10);

        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            random.Shuffle(later);
            var card = later.Aggregate(TrayCard.From(job), (shown, change) => shown.After(change));

            Assert.Equal((expected.Seq, expected.Status, 100), (card.Job.Seq, card.Job.Status, card.Job.ProgressPercentage));
            Assert.All(card.Items, item => Assert.Equal((JobStatus.Completed, Stage.Done, 25L), (item.Status, item.Stage, item.CreditsCharged)));
        }
    }

    [Fact]
    public async Task An_event_that_is_known_leaves_the_card_as_it_is_and_a_new_one_leaves_the_other_creators()
    {
        var caller = await _engine.NewTeamAsync(1000);
        using var subscription = _engine.Get<JobFeed>().Subscribe(caller.UserId, _events.Add);
        var job = await _engine.SubmitAsync(caller, "nasa", "esa");
        await _engine.WorkAsync((await _engine.ClaimAsync(1))[0]);
        var news = _events.Last(change => change.Item is not null);
        var before = TrayCard.From(job);

        var after = before.After(news);

        Assert.NotSame(before, after);
        Assert.Same(after, after.After(news));
        Assert.Same(before.Items.Single(item => item.ItemId != news.Item!.ItemId), after.Items.Single(item => item.ItemId != news.Item!.ItemId));
    }
}
