using CreatorAnalytics.Analysis.Tables;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>The text models of this process, each behind a queue that all creators share.</summary>
public sealed class TextModels : IDisposable
{
    /// <summary>What the profile says weighs more than a caption.</summary>
    private const double CategoryWeight = 4;
    private const double BiographyWeight = 2;

    /// <summary>
    /// How many of a creator's newest captions, and how many of the comments, have their language told, which is what takes the time:
    /// shares of a hundred comments are off by less than ten percent points nineteen times out of twenty.
    /// </summary>
    public const int MostCaptions = 60;
    public const int MostComments = 100;

    /// <summary>How many of the newest captions are looked through for topics: a creator is about what the posts of late are about.</summary>
    public const int MostTopicCaptions = 200;

    private readonly ModelQueue<string, string?> _language;
    private readonly ModelQueue<Comment, Sentiment?> _sentiment;
    private readonly ModelQueue<TopicText, IReadOnlyList<TopicHit>> _topics;
    private readonly OnnxSentimentModel? _ownModel;
    private readonly ModelQueue<string, Sentiment?>? _ownSentiment;
    private readonly TimeSpan _ownPatience;
    private readonly TimeProvider _time;
    private TextWords? _words;

    public TextModels(AnalysisPool pool, IOptions<AnalysisOptions> options, TimeProvider time, AnalysisTelemetry telemetry)
    {
        _language = Queue(new LanguageModel(), BatchLimits.Default);
        _sentiment = Queue(new SentimentModel(), BatchLimits.Default);
        _topics = Queue(new TopicModel(), BatchLimits.Default);
        _time = time;
        _ownPatience = TimeSpan.FromSeconds(options.Value.Sentiment.TimeoutSeconds);
        if (options.Value.Sentiment.OnnxPath is { Length: > 0 } path)
        {
            _ownModel = new OnnxSentimentModel(OnnxFiles.Find(path));
            _ownSentiment = Queue(_ownModel, OnnxSentimentModel.Limits);
        }

        ModelQueue<TText, TResult> Queue<TText, TResult>(ITextModel<TText, TResult> model, BatchLimits limits)
            where TText : notnull => new(model, pool, limits, time, telemetry);
    }

    /// <summary>Loads those that come with the application, so that the first search need not wait.</summary>
    public Task LoadAsync() => Task.WhenAll(_language.LoadAsync(), _sentiment.LoadAsync(), _topics.LoadAsync());

    /// <summary>Loads the operator's own model, if there is one.</summary>
    /// <exception cref="InvalidDataException">It cannot be used; the message says what to do.</exception>
    public Task LoadOwnAsync() => _ownSentiment?.LoadAsync() ?? Task.CompletedTask;

    public void Dispose() => _ownModel?.Dispose();

    /// <summary>Has a creator's texts read by all models at once. A model that fails or takes too long leaves a gap.</summary>
    public async Task<TextFindings> ReadAsync(
        CreatorFacts facts, ReferenceTables tables, SectionGaps gaps, CancellationToken cancellationToken)
    {
        var words = WordsOf(tables);
        var captions = gaps.FillAsync(ReportPart.Languages, () => CaptionLanguagesAsync(facts, cancellationToken));
        var topics = gaps.FillAsync(ReportPart.Topics, () => TopicsAsync(facts, words.Topics, cancellationToken));
        var comments = gaps.FillAsync(ReportPart.Sentiment, () => SentimentAsync(facts, words.Sentiment, captions, gaps, cancellationToken));
        return new TextFindings { Captions = await captions, Topics = await topics, Comments = await comments };
    }

    /// <summary>Made anew only when the tables are others than those of the analysis before.</summary>
    private TextWords WordsOf(ReferenceTables tables)
    {
        var words = _words;
        if (!ReferenceEquals(words?.Tables, tables))
            _words = words = new TextWords(tables);
        return words!;
    }

    private async Task<IReadOnlyDictionary<string, string?>> CaptionLanguagesAsync(CreatorFacts facts, CancellationToken cancellationToken)
    {
        var posts = NewestCaptioned(facts).Take(MostCaptions).ToList();
        var languages = await _language.ReadAsync([.. posts.Select(post => post.Caption!)], cancellationToken);
        return posts.Zip(languages).ToDictionary(pair => pair.First.ShortCode, pair => pair.Second);
    }

    private static IEnumerable<PostFacts> NewestCaptioned(CreatorFacts facts) => facts.Posts
        .Where(post => !string.IsNullOrWhiteSpace(post.Caption))
        .DistinctBy(post => post.ShortCode)
        .OrderByDescending(post => post.TakenAt).ThenBy(post => post.ShortCode, StringComparer.Ordinal);

    private async Task<CommentFindings> SentimentAsync(
        CreatorFacts facts, SentimentLexicons words, Task<IReadOnlyDictionary<string, string?>?> captions, SectionGaps gaps,
        CancellationToken cancellationToken)
    {
        var texts = Spread(facts.Comments.Where(comment => comment.Author != facts.Username).Select(comment => comment.Text).ToList());
        if (_ownSentiment is not null && await OwnSentimentAsync(_ownSentiment, texts, gaps, cancellationToken) is { } own)
            return new CommentFindings(own, _ownModel!.ModelName);
        var languages = await _language.ReadAsync(texts, cancellationToken);
        var likely = (await captions)?.Values.OfType<string>().GroupBy(code => code)
            .MaxBy(language => (language.Count(), language.Key))?.Key;
        return new CommentFindings(await _sentiment.ReadAsync(
            [.. texts.Zip(languages, (text, language) => new Comment(text, words, language, likely))], cancellationToken));
    }

    /// <summary>Null when the operator's own model fails, or has not come to the last of the texts in time.</summary>
    private async Task<IReadOnlyList<Sentiment?>?> OwnSentimentAsync(
        ModelQueue<string, Sentiment?> model, List<string> texts, SectionGaps gaps, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_ownPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await model.ReadAsync(texts, either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            gaps.Note(
                "sentiment_fallback",
                $"How comments sound was told by word lists: the model {_ownModel!.ModelName} "
                    + (exception is OperationCanceledException or TimeoutException ? "took too long." : "failed."),
                exception);
            return null;
        }
    }

    /// <summary>All of them, or as many as are read, evenly over the posts that they stand under.</summary>
    private static List<string> Spread(List<string> comments) => comments.Count <= MostComments
        ? comments
        : [.. Enumerable.Range(0, MostComments).Select(index => comments[index * comments.Count / MostComments])];

    private async Task<IReadOnlyList<TopicHit>> TopicsAsync(CreatorFacts facts, TopicLexicon words, CancellationToken cancellationToken)
    {
        List<(string Text, double Weight)> texts =
        [
            (facts.Category ?? "", CategoryWeight),
            (facts.Biography ?? "", BiographyWeight),
            .. NewestCaptioned(facts).Take(MostTopicCaptions).Select(post => (post.Caption!, 1d)),
        ];
        var hits = await _topics.ReadAsync([.. texts.Select(text => new TopicText(text.Text, words))], cancellationToken);
        return [.. texts.Zip(hits).SelectMany(pair => pair.Second.Select(hit => hit with { Weight = pair.First.Weight * hit.Weight }))];
    }
}
