using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Tests.Analysis.Chat;

public sealed class AssessorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ChatEndpoint _model = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Report Plain => SampleReports.Full with { Assessment = null };

    public static TheoryData<string, string> Failures => new()
    {
        { "429", "unavailable" }, { "500", "unavailable" }, { "401 that shows the key", "unavailable" }, { "redirect", "unavailable" },
        { "huge", "unavailable" }, { "not JSON at all", "unavailable" }, { "refusal", "refused" }, { "filtered", "refused" },
        { "broken answer", "unusable" }, { "other schema", "unusable" }, { "cut off", "unusable" }, { "empty", "unusable" }, { "no choice", "unavailable" },
    };

    public async ValueTask InitializeAsync() => _model = await ChatEndpoint.StartAsync();

    public ValueTask DisposeAsync() => _model.DisposeAsync();

    [Fact]
    public async Task A_report_gets_what_the_model_wrote_and_what_it_cost_is_entered()
    {
        using var test = new TestAssessor(_model.Address, chat => (chat.UsdPerMillionInputTokens, chat.UsdPerMillionOutputTokens) = (0.5, 2));

        var report = await test.AddToAsync(Plain);

        var assessment = report.Assessment!;
        Assert.Equal(("Bakes sourdough at home and shows every step.", "Baking", "small-1", 14), (
            assessment.Summary, assessment.Category, assessment.Model, assessment.Posts));
        Assert.Equal(
            [new BrandSafetyNote(BrandSafetyKind.Alcohol, "Names a mill's beer.", "code1"), new(BrandSafetyKind.Politics, "Takes sides in an election.", null)],
            assessment.BrandSafety);
        Assert.Equal(Plain.Warnings, report.Warnings);
        var call = Assert.Single(await test.CallsAsync());
        Assert.Equal((1_200L, 150L), (call.InputTokens, call.OutputTokens));
        Assert.Equal((1_200 * 0.5 / 1e6) + (150 * 2 / 1e6), call.Usd, 12);
    }

    [Fact]
    public async Task The_model_is_asked_for_JSON_by_a_schema_with_the_key_in_the_header()
    {
        using var test = new TestAssessor(_model.Address);

        await test.AddToAsync(Plain);

        var request = Assert.Single(_model.Requests);
        Assert.Equal(("/v1/chat/completions", $"Bearer {TestAssessor.Key}", "small-1"), (request.Path, request.Authorization, (string?)request.Body["model"]));
        Assert.Equal(["system", "user"], request.Messages.Select(message => message.Role));
        Assert.Equal(AssessmentPrompt.Instructions, request.Messages[0].Text);
        Assert.Equal(4_000, (int)request.Body["max_completion_tokens"]!);
        var format = request.Body["response_format"]!;
        Assert.Equal("json_schema", (string?)format["type"]);
        Assert.True((bool)format["json_schema"]!["strict"]!);
        Assert.Contains("Baking", format["json_schema"]!["schema"]!["properties"]!["category"]!["enum"]!.AsArray().Select(name => (string?)name));
        Assert.DoesNotContain(TestAssessor.Key, request.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_model_nothing_is_asked_and_the_report_stays_as_it_was()
    {
        using var test = new TestAssessor(endpoint: null);

        Assert.Same(Plain.Posts, (await test.AddToAsync(Plain)).Posts);
        Assert.Null((await test.AddToAsync(Plain)).Assessment);
        Assert.Empty(await test.CallsAsync());
    }

    [Fact]
    public async Task Of_a_creator_without_texts_nothing_is_asked()
    {
        using var test = new TestAssessor(_model.Address);

        var report = await test.AddToAsync(Plain with { Posts = [], Biography = null });

        Assert.Null(report.Assessment);
        Assert.Equal(Plain.Warnings, report.Warnings);
        Assert.Empty(_model.Requests);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_model_that_fails_leaves_a_gap_with_its_reason_and_secrets_out_of_the_log(string failure, string code)
    {
        _model.Answer = failure switch
        {
            "429" => ChatEndpoint.Sends(429, """{"error": {"message": "Rate limit reached", "type": "requests"}}"""),
            "500" => ChatEndpoint.Sends(500, "oops"),
            "401 that shows the key" => ChatEndpoint.Sends(401, $$$"""{"error": {"message": "Incorrect API key provided: {{{TestAssessor.Key}}}"}}"""),
            "redirect" => (context, _) =>
            {
                context.Response.Redirect("/elsewhere");
                return Task.CompletedTask;
            }
            ,
            "huge" => ChatEndpoint.Says($$"""{"summary": "{{new string('x', 1_000_000)}}"}"""),
            "not JSON at all" => ChatEndpoint.Sends(200, "<html>"),
            "refusal" => ChatEndpoint.Says(null, refusal: "I can't help with that."),
            "filtered" => ChatEndpoint.Says("", finish: "content_filter"),
            "broken answer" => ChatEndpoint.Says(ChatEndpoint.Good[..60]),
            "other schema" => ChatEndpoint.Says("""{"answer": 42}"""),
            "cut off" => ChatEndpoint.Says(ChatEndpoint.Good, finish: "length"),
            "empty" => ChatEndpoint.Says(""),
            "no choice" => ChatEndpoint.Sends(200, """{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
        using var test = new TestAssessor(_model.Address);

        var report = await test.AddToAsync(Plain);

        Assert.Null(report.Assessment);
        var warning = Assert.Single(report.Warnings, warning => warning.Stage == "ai");
        Assert.Equal($"assessment_{code}", warning.Code);
        Assert.StartsWith("This report is without a written summary: ", warning.Message, StringComparison.Ordinal);
        Assert.Equal(Plain.Topics, report.Topics);
        Assert.Single(_model.Requests);
        Assert.NotEmpty(test.Log.Text);
        Assert.DoesNotContain(TestAssessor.Key, test.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sourdough", test.Log.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_leaves_a_gap_and_costs_nothing()
    {
        var address = _model.Address;
        await _model.DisposeAsync();
        using var test = new TestAssessor(address, chat => chat.UsdPerMillionInputTokens = 1);

        var report = await test.AddToAsync(Plain);

        Assert.Contains(report.Warnings, warning => warning.Code == "assessment_unavailable");
        Assert.Equal(0, Assert.Single(await test.CallsAsync()).Usd);
    }

    [Fact]
    public async Task A_model_that_does_not_answer_in_time_is_left_and_counts_as_the_most_it_can_cost()
    {
        var gone = new TaskCompletionSource();
        _model.Answer = ChatEndpoint.KeepsSilent(gone);
        using var test = new TestAssessor(_model.Address, chat => chat.UsdPerMillionInputTokens = 1);

        var adding = test.AddToAsync(Plain);
        await UntilAsync(() => _model.Requests.Count == 1);
        await AdvanceUntilAsync(test, adding);

        Assert.Contains((await adding).Warnings, warning => warning.Code == "assessment_timed_out");
        await gone.Task.WaitAsync(Patience, Cancel);
        Assert.Equal(0.012, Assert.Single(await test.CallsAsync()).Usd, 9);
    }

    [Fact]
    public async Task A_report_that_finds_no_place_in_time_goes_without_and_asks_nothing()
    {
        _model.Answer = ChatEndpoint.KeepsSilent();
        using var test = new TestAssessor(_model.Address, chat => chat.MaxConcurrent = 1);
        using var hold = new CancellationTokenSource();
        var first = test.Assessor.AddToAsync(Plain, ReferenceTables.Delivered.Topics, hold.Token);
        await UntilAsync(() => _model.Requests.Count == 1);

        // The first one's time is up too; whichever is told first, only one place was ever taken.
        var second = test.AddToAsync(Plain with { Username = "second" });
        await AdvanceUntilAsync(test, Task.WhenAll(first, second));

        Assert.Contains((await first).Warnings, warning => warning.Code == "assessment_timed_out");
        Assert.Contains((await second).Warnings, warning => warning.Code is "assessment_busy" or "assessment_timed_out");
        Assert.All(_model.Requests, request => Assert.Equal(SampleReports.Full.Username, (string?)request.Data["profile"]!["username"]));
    }

    [Fact]
    public async Task A_model_that_keeps_failing_is_left_alone_for_a_minute()
    {
        _model.Answer = ChatEndpoint.Sends(500, "oops");
        using var test = new TestAssessor(_model.Address);
        for (var failures = 0; failures < 5; failures++)
            Assert.Contains((await test.AddToAsync(Plain)).Warnings, warning => warning.Code == "assessment_unavailable");

        Assert.Contains((await test.AddToAsync(Plain)).Warnings, warning => warning.Code == "assessment_paused");
        Assert.Equal(5, _model.Requests.Count);

        _model.Answer = ChatEndpoint.Says(ChatEndpoint.Good);
        test.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.NotNull((await test.AddToAsync(Plain)).Assessment);
    }

    [Fact]
    public async Task What_a_creator_s_texts_make_a_model_do_does_not_pause_it_for_others()
    {
        _model.Answer = ChatEndpoint.Says(null, refusal: "No.");
        using var test = new TestAssessor(_model.Address);
        for (var refusals = 0; refusals < 8; refusals++)
            await test.AddToAsync(Plain);

        _model.Answer = ChatEndpoint.Says(ChatEndpoint.Good);

        Assert.NotNull((await test.AddToAsync(Plain)).Assessment);
    }

    [Fact]
    public async Task No_more_is_spent_in_a_month_than_its_limit_however_many_ask_at_once()
    {
        // Each may cost 0.012 USD and costs 0.0012; there is room for one at most, and then for a second.
        using var test = new TestAssessor(_model.Address, chat => (chat.UsdPerMillionInputTokens, chat.MonthlyUsdLimit, chat.MaxConcurrent) = (1, 0.0145, 20));

        Assert.NotNull((await test.AddToAsync(Plain)).Assessment);
        var reports = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => test.AddToAsync(Plain)));
        Assert.True((await test.CallsAsync()).Sum(call => call.Usd) <= 0.0145);
        while ((await test.AddToAsync(Plain)).Assessment is not null)
            Assert.True(_model.Requests.Count < 20, "The limit never holds.");

        Assert.All(
            reports.Where(report => report.Assessment is null),
            report => Assert.Contains(report.Warnings, warning => warning.Code == "assessment_limit_reached"));
        Assert.Equal(3, _model.Requests.Count);
        Assert.Equal([0.0012, 0.0012, 0.0012], (await test.CallsAsync()).Select(call => Math.Round(call.Usd, 9)));

        test.Time.SetUtcNow(SampleReports.AnalysedAt.AddDays(1));
        Assert.NotNull((await test.AddToAsync(Plain)).Assessment);
    }

    [Fact]
    public async Task What_was_spent_is_kept_for_this_month_and_the_last()
    {
        using var test = new TestAssessor(_model.Address);
        foreach (var month in (int[])[0, 1, 2])
        {
            test.Time.SetUtcNow(new DateTimeOffset(2027, 1 + month, 28, 23, 0, 0, TimeSpan.Zero));
            await test.AddToAsync(Plain);
        }

        Assert.Equal([2, 3], (await test.CallsAsync()).Select(call => call.AskedAt.Month));
    }

    [Fact]
    public async Task Work_that_is_stopped_stops_asking_and_is_no_gap()
    {
        var gone = new TaskCompletionSource();
        _model.Answer = ChatEndpoint.KeepsSilent(gone);
        using var test = new TestAssessor(_model.Address);
        using var stop = new CancellationTokenSource();
        var adding = test.Assessor.AddToAsync(Plain, ReferenceTables.Delivered.Topics, stop.Token);
        await UntilAsync(() => _model.Requests.Count == 1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => adding.WaitAsync(Patience, Cancel));
        await gone.Task.WaitAsync(Patience, Cancel);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The clock's timers are set by other threads, so that one step may come before them.</summary>
    private static async Task AdvanceUntilAsync(TestAssessor test, Task ends)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!ends.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            test.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }
    }
}
