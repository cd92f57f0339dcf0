using CreatorAnalytics.Apify;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify;

public sealed class RequestPacerTests
{
    private const string Resource = "v2/actor-runs/r1";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly RequestPacer _pacer;

    public RequestPacerTests() => _pacer = new RequestPacer(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_second_holds_more_requests_to_one_resource_than_the_platform_takes()
    {
        var sent = await SendAsync(300);
        Assert.All(sent, first => Assert.InRange(sent.Count(at => at >= first && at < first + Second), 1, 60));
        Assert.True(sent[^1] - sent[0] < TimeSpan.FromSeconds(6), $"300 requests took {sent[^1] - sent[0]}.");
    }

    [Fact]
    public async Task Who_came_first_goes_first_and_other_resources_do_not_wait()
    {
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 120).Select(async n =>
        {
            await _pacer.WaitAsync(Resource, Cancel);
            lock (order)
                order.Add(n);
        }).ToList();
        Assert.True(_pacer.WaitAsync("v2/actor-runs/r2", Cancel).IsCompletedSuccessfully);

        await PassTimeAsync(Task.WhenAll(waiting));
        Assert.Equal(120, order.Count);
        Assert.All(order.Chunk(54), (chunk, at) => Assert.All(chunk, n => Assert.InRange(n, at * 54, at * 54 + 53)));
    }

    [Fact]
    public async Task A_refusal_pauses_and_halves_and_answers_raise_it_again()
    {
        _pacer.Refused(Resource, retryAfter: null);
        var slow = await SendAsync(54);
        Assert.All(slow, first => Assert.InRange(slow.Count(at => at >= first && at < first + Second), 1, 27));
        Assert.True(slow[0] - new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero) >= Second);

        for (var i = 0; i < 60; i++)
            _pacer.Answered(Resource, limit: null);
        _time.Advance(Second);
        var again = await SendAsync(54);
        Assert.Single(again.Distinct());
    }

    [Fact]
    public async Task A_limit_that_the_platform_names_counts_when_it_is_lower()
    {
        _pacer.Answered(Resource, limit: 10);
        var sent = await SendAsync(30);
        Assert.All(sent, first => Assert.InRange(sent.Count(at => at >= first && at < first + Second), 1, 9));
    }

    [Theory]
    [InlineData("v2/actor-runs/abc?waitForFinish=60", "v2/actor-runs/abc")]
    [InlineData("v2/actors/apify~x/runs?timeout=1", "v2/actors/apify~x")]
    [InlineData("v2/datasets/d/items?offset=0", "v2/datasets/d")]
    [InlineData("v2/users/me/limits", "v2/users/me")]
    public void A_resource_is_what_the_path_is_about(string path, string resource) =>
        Assert.Equal(resource, RequestPacer.ResourceOf(path));

    /// <summary>Asks for many requests at once; when each was sent, in order.</summary>
    private async Task<DateTimeOffset[]> SendAsync(int count)
    {
        var sent = new List<DateTimeOffset>();
        await PassTimeAsync(Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            await _pacer.WaitAsync(Resource, Cancel);
            lock (sent)
                sent.Add(_time.GetUtcNow());
        })));
        return [.. sent.Order()];
    }

    private async Task PassTimeAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(Step);
            await Task.Yield();
        }

        await task;
    }
}
