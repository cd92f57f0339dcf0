using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CreatorAnalytics.Apify;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify;

public sealed class ApifyTransportTests
{
    private const string Run = """{"data":{"id":"r","status":"RUNNING","defaultDatasetId":"d"}}""";

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task What_may_pass_is_tried_again(int status)
    {
        using var platform = new Script(_ => Answer(status, "{}"), _ => Answer(status, "{}"), _ => Answer(200, Run));
        var run = await PassTime(Client(platform).Runs.GetAsync("r", 0, Cancel));
        Assert.Equal(("RUNNING", 3), (run.Status, platform.Requests.Count));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task Other_refusals_are_final_and_tell_status_type_and_message(int status)
    {
        using var platform = new Script(_ => Answer(status, """{"error":{"type":"some-type","message":"Some message"}}"""));
        var refused = await Assert.ThrowsAsync<ApifyException>(() => PassTime(Client(platform).Runs.GetAsync("r", 0, Cancel)));

        Assert.Equal(((HttpStatusCode?)status, "some-type"), (refused.Status, refused.Type));
        Assert.Contains("Some message", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task A_lost_connection_and_a_cut_off_body_are_tried_again()
    {
        using var platform = new Script(
            _ => throw new HttpRequestException("reset"),
            _ => Answer(200, Run[..20]),
            _ => Cut(),
            _ => Answer(200, Run));
        await PassTime(Client(platform).Runs.GetAsync("r", 0, Cancel));
        Assert.Equal(4, platform.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"data":{"id":"r","status":"RUNNING"}} {}""")]
    public async Task An_empty_answer_and_one_with_something_behind_it_are_tried_again(string body)
    {
        using var platform = new Script(_ => Answer(200, body), _ => Answer(200, Run));
        await PassTime(Client(platform).Runs.GetAsync("r", 0, Cancel));
        Assert.Equal(2, platform.Requests.Count);
    }

    [Fact]
    public async Task A_page_of_rows_of_any_size_is_read_as_it_came()
    {
        var texts = Enumerable.Range(0, 300).Select(n => new string((char)('a' + (n % 26)), 10 * n)).ToList();
        using var platform = new Script(_ => Answer(200, JsonSerializer.Serialize(texts.Select(text => new { text }))));
        var rows = await PassTime(Client(platform).Datasets.ItemsAsync("d", 0, 300, Cancel));
        Assert.Equal(texts, rows.Select(row => row.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Giving_up_comes_after_five_repetitions()
    {
        using var platform = new Script(_ => Answer(500, "no json"));
        var refused = await Assert.ThrowsAsync<ApifyException>(() => PassTime(Client(platform).Runs.GetAsync("r", 0, Cancel)));
        Assert.True(refused.IsTransient);
        Assert.Equal(1 + ApifyRetry.MaxRetries, platform.Requests.Count);
    }

    [Fact]
    public async Task When_nearly_everything_fails_nothing_is_sent_for_some_seconds_and_then_one_request_is_tried()
    {
        var fails = true;
        using var platform = new Script(_ => fails ? Answer(500, "{}") : Answer(200, Run));
        var retry = new ApifyRetry(_time, new Random(1));
        var client = Client(platform, retry);

        var refused = await PassTime(Task.WhenAll(Enumerable.Range(0, 30).Select(n =>
            Assert.ThrowsAsync<ApifyException>(() => client.Runs.GetAsync($"r{n}", 0, Cancel)))));
        Assert.Contains(refused, exception => exception.WasNotSent);
        var sent = platform.Requests.Count;
        Assert.InRange(sent, 40, (30 * (1 + ApifyRetry.MaxRetries)) - 1);

        fails = false;
        await PassTime(client.Runs.GetAsync("r", 0, Cancel));
        Assert.False(retry.IsOpen);
    }

    [Fact]
    public async Task Retry_after_is_honoured()
    {
        using var platform = new Script(
            _ =>
            {
                var busy = Answer(429, "{}");
                busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(20));
                return busy;
            },
            _ => Answer(200, Run));
        var begun = _time.GetUtcNow();
        await PassTime(Client(platform).Runs.GetAsync("r", 0, Cancel));
        Assert.InRange((_time.GetUtcNow() - begun).TotalSeconds, 20, 22);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(0)]
    public async Task A_start_is_sent_once(int status)
    {
        using var platform = new Script(_ => status == 0 ? throw new HttpRequestException("reset") : Answer(status, "{}"));
        var failed = await Assert.ThrowsAsync<ApifyException>(
            () => PassTime(Client(platform).Actors.StartAsync("apify/actor", new RunStart("{}"u8.ToArray(), 60, 1024, MaxTotalChargeUsd: 1), Cancel)));
        Assert.Equal(status != 429, failed.MayHaveHappened);
        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task A_start_without_an_answer_in_time_may_have_happened()
    {
        using var platform = new Script(_ => null);
        var failed = await Assert.ThrowsAsync<ApifyException>(
            () => PassTime(Client(platform).Actors.StartAsync("apify/actor", new RunStart("{}"u8.ToArray(), 60, 1024, MaxTotalChargeUsd: 1), Cancel)));
        Assert.True(failed.MayHaveHappened);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_tried_again_and_cancelling_is_not_that()
    {
        using var platform = new Script(_ => null, _ => Answer(200, Run), _ => null);
        var client = Client(platform);
        await PassTime(client.Runs.GetAsync("r", 0, Cancel));
        Assert.Equal(2, platform.Requests.Count);

        using var user = new CancellationTokenSource();
        var hanging = client.Runs.GetAsync("r", 0, user.Token);
        await user.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Fact]
    public async Task The_token_is_in_the_header_only_and_the_path_has_a_tilde()
    {
        using var platform = new Script(_ => Answer(201, Run));
        await Client(platform).Actors.StartAsync("apify/actor", new RunStart("{}"u8.ToArray(), 60, 1024, MaxTotalChargeUsd: 1), Cancel);
        var (uri, headers, encoding, _) = Assert.Single(platform.Requests);

        Assert.Equal("http://apify.test/v2/actors/apify~actor/runs?timeout=60&memory=1024&maxTotalChargeUsd=1", uri);
        Assert.Equal("Bearer secret", headers.Authorization!.ToString());
        Assert.Empty(encoding);
    }

    [Fact]
    public async Task A_large_body_is_compressed()
    {
        using var platform = new Script(_ => Answer(201, Run));
        var input = Encoding.UTF8.GetBytes($$"""{"usernames":["{{new string('a', 2000)}}"]}""");
        await Client(platform).Actors.StartAsync("apify/actor", new RunStart(input, 60, 1024, MaxTotalChargeUsd: 1), Cancel);
        var (_, _, encoding, body) = Assert.Single(platform.Requests);

        Assert.Equal("gzip", encoding);
        using var sent = new MemoryStream();
        Gzip.Open(body).CopyTo(sent);
        Assert.Equal(input, sent.ToArray());
    }

    private ApifyClient Client(HttpMessageHandler platform, ApifyRetry? retry = null) => new(new ApifyTransport(
        new OneClient(platform),
        new ApifyPlatform("apify", "secret", TimeScale: 1, () => new Uri("http://apify.test/")),
        retry ?? new ApifyRetry(_time, new Random(1)),
        new RequestPacer(_time),
        _time));

    private async Task<T> PassTime<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }

        return await task;
    }

    private static HttpResponseMessage Answer(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Cut() => new(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) };

    private sealed record Seen(string Uri, HttpRequestHeaders Headers, string Encoding, byte[] Body);

    /// <summary>Answers by the list, the last for ever; null never answers.</summary>
    private sealed class Script(params Func<HttpRequestMessage, HttpResponseMessage?>[] answers) : HttpMessageHandler
    {
        public List<Seen> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
            var encoding = string.Join(',', request.Content?.Headers.ContentEncoding ?? []);
            int number;
            lock (Requests)
            {
                Requests.Add(new Seen(request.RequestUri!.AbsoluteUri, request.Headers, encoding, body));
                number = Requests.Count;
            }

            if (answers[Math.Min(number, answers.Length) - 1](request) is { } answer)
                return answer;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException();
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The response ended prematurely.");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new IOException("The response ended prematurely.");
    }
}
