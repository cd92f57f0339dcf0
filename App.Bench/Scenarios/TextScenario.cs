using System.Diagnostics;
using System.Globalization;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Tests.Analysis.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Bench.Scenarios;

/// <summary>
/// The text models, in this process: how good they are on the labelled texts, how fast in batches and one text at a time, how well the
/// pool is used, what they take of memory, and how long the analysis of fifteen creators takes.
/// </summary>
internal static class TextScenario
{
    private const int Creators = 15;
    private const int PostsEach = 50;
    private const int CommentsEach = 400;
    private const int Requests = 200;
    private const int TextsARequest = 100;
    private const int Rounds = 9;
    private const double Megabyte = 1024 * 1024;
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);
    private static int _texts;

    public static async Task RunAsync()
    {
        ThreadPool.SetMinThreads(32, 32); // as the application does
        await MemoryAsync();
        Console.WriteLine(LabelledTexts.Language());
        Console.WriteLine(LabelledTexts.Sentiment());
        Console.WriteLine(LabelledTexts.Sponsored());
        await FifteenAsync("the first ones after a start", rounds: 1);
        await FifteenAsync("warm", Rounds);
        foreach (var size in (int[])[256, 64, 16, 1])
            await SpeedAsync(size, TimeSpan.Zero);
        foreach (var wait in (int[])[2, 10])
            await SpeedAsync(BatchLimits.Default.Texts, TimeSpan.FromMilliseconds(wait));
    }

    private static async Task MemoryAsync()
    {
        using var services = Services();
        var before = Memory();
        var begin = Stopwatch.GetTimestamp();
        await services.GetRequiredService<TextModels>().LoadAsync();
        var figures = new Figures("text: loading the models");
        figures.Add("time", Stopwatch.GetElapsedTime(begin).TotalMilliseconds, "ms");
        figures.Add("memory before", before, "MB");
        figures.Add("memory after", Memory(), "MB");
        figures.Print();
    }

    private static async Task SpeedAsync(int texts, TimeSpan wait)
    {
        using var services = Services();
        var pool = services.GetRequiredService<AnalysisPool>();
        var limits = BatchLimits.Default with { Texts = texts, Wait = wait };
        ModelQueue<TText, TResult> Queue<TText, TResult>(ITextModel<TText, TResult> model)
            where TText : notnull => new(model, pool, limits, TimeProvider.System, services.GetRequiredService<AnalysisTelemetry>());
        var language = Queue(new LanguageModel());
        var sentiment = Queue(new SentimentModel());
        var words = new SentimentLexicons(Afinn.Default, ReferenceTables.Delivered.SentimentWords);

        var figures = new Figures($"text: batches of {texts}, wait {wait.TotalMilliseconds:0} ms");
        figures.Add("languages, texts a second", await RateAsync(language, NewText));
        figures.Add("sentiment, texts a second", await RateAsync(sentiment, () => new Comment(NewText(), words, "en")));
        figures.Add("pool at work while texts waited", pool.Use.Busy / pool.Use.Wanted);
        figures.Print();
    }

    private static async Task<double> RateAsync<TText, TResult>(ModelQueue<TText, TResult> queue, Func<TText> text)
        where TText : notnull
    {
        List<TText> Request() => [.. Enumerable.Range(0, TextsARequest).Select(_ => text())];
        var requests = Enumerable.Range(0, Requests).Select(_ => Request()).ToList();
        await queue.ReadAsync(Request(), CancellationToken.None);
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(requests.Select(request => queue.ReadAsync(request, CancellationToken.None)));
        return Requests * TextsARequest / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task FifteenAsync(string when, int rounds)
    {
        using var services = Services();
        var models = services.GetRequiredService<TextModels>();
        await models.LoadAsync();
        List<double> texts = [], whole = [], processor = [];
        for (var round = 0; round < rounds; round++)
        {
            var creators = NewCreators();
            var begin = Stopwatch.GetTimestamp();
            await Task.WhenAll(creators.Select(facts => models.ReadAsync(facts, ReferenceTables.Delivered, new SectionGaps(), CancellationToken.None)));
            texts.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            creators = NewCreators();
            var used = Environment.CpuUsage.TotalTime;
            begin = Stopwatch.GetTimestamp();
            await Task.WhenAll(creators.Select(facts => AnalyseAsync(services, facts)));
            whole.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }

        var figures = new Figures($"text: {Creators} creators at once, {PostsEach} posts and {CommentsEach} comments each, {when}");
        figures.Add("texts alone, median", Statistics.Median(texts), "ms");
        figures.Add("the whole analysis, median", Statistics.Median(whole), "ms");
        figures.Add("the whole analysis, fastest", whole.Min(), "ms");
        figures.Add("its processor time, median", Statistics.Median(processor), "ms");
        figures.Print();
    }

    private static async Task AnalyseAsync(ServiceProvider services, CreatorFacts facts)
    {
        var gaps = new SectionGaps();
        var texts = await services.GetRequiredService<TextModels>().ReadAsync(facts, ReferenceTables.Delivered, gaps, CancellationToken.None);
        var report = await services.GetRequiredService<AnalysisPool>()
            .ComputeAsync(() => ReportBuilder.Build(facts, [], Now, 1, ReferenceTables.Delivered, texts, gaps), CancellationToken.None);
        if (report is not { Warnings.Count: 0, Languages.Count: > 0, Comments.Sentiment.Scored: > 0 })
            throw new InvalidOperationException($"The report of {facts.Username} has gaps.");
    }

    private static List<CreatorFacts> NewCreators() => [.. Enumerable.Range(0, Creators).Select(Facts)];

    private static CreatorFacts Facts(int creator) => new($"{creator}", $"creator{creator}", "sandbox")
    {
        Followers = 20_000,
        Posts =
        [
            .. Enumerable.Range(0, PostsEach).Select(post => new PostFacts($"p{post}", PostType.Image, Now.AddDays(-1.1 * (post + 1)))
            {
                Likes = 500 + post,
                Caption = NewText(),
            }),
        ],
        Comments =
        [
            .. Enumerable.Range(0, CommentsEach).Select(comment =>
                new CommentFacts($"p{comment % PostsEach}", $"user{comment}", NewText())),
        ],
    };

    /// <summary>No two are equal in the whole process, since equal ones are read once and remembered.</summary>
    private static string NewText()
    {
        var number = _texts++;
        return string.Create(CultureInfo.InvariantCulture, $"{LabelledTexts.Texts[number % LabelledTexts.Count]} {number}");
    }

    private static ServiceProvider Services() => new ServiceCollection()
        .AddMetrics()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(Options.Create(new AnalysisOptions()))
        .AddSingleton<AnalysisPool>()
        .AddSingleton<AnalysisTelemetry>()
        .AddSingleton<TextModels>()
        .BuildServiceProvider();

    private static double Memory()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / Megabyte;
    }
}
