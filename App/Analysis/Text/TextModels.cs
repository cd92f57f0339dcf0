namespace CreatorAnalytics.Analysis.Text;

/// <summary>The text models of this process, each behind a queue that all creators share.</summary>
public sealed class TextModels(AnalysisPool pool, TimeProvider time, AnalysisTelemetry telemetry)
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

    private readonly ModelQueue<string, string?> _language = new(new LanguageModel(), pool, BatchLimits.Default, time, telemetry);
    private readonly ModelQueue<Comment, Sentiment?> _sentiment = new(new SentimentModel(), pool, BatchLimits.Default, time, telemetry);
    private readonly ModelQueue<string, IReadOnlyList<TopicHit>> _topics = new(new TopicModel(), pool, BatchLimits.Default, time, telemetry);

    /// <summary>Loads all of them, so that the first search need not wait.</summary>
    public Task LoadAsync() => Task.WhenAll(_language.LoadAsync(), _sentiment.LoadAsync(), _topics.LoadAsync());

    /// <summary>Has a creator's texts read by all models at once. A model that fails or takes too long leaves a gap.</summary>
    public async Task<TextFindings> ReadAsync(CreatorFacts facts, SectionGaps gaps, CancellationToken cancellationToken)
    {
        var captions = gaps.FillAsync(ReportPart.Languages, () => CaptionLanguagesAsync(facts, cancellationToken));
        var topics = gaps.FillAsync(ReportPart.Topics, () => TopicsAsync(facts, cancellationToken));
        var comments = gaps.FillAsync(ReportPart.Sentiment, () => SentimentAsync(facts, captions, cancellationToken));
        return new TextFindings { Captions = await captions, Topics = await topics, Comments = await comments };
    }

    private async Task<IReadOnlyDictionary<string, string?>> CaptionLanguagesAsync(CreatorFacts facts, CancellationToken cancellationToken)
    {
        var posts = facts.Posts
            .Where(post => !string.IsNullOrWhiteSpace(post.Caption))
            .DistinctBy(post => post.ShortCode)
            .OrderByDescending(post => post.TakenAt).ThenBy(post => post.ShortCode, StringComparer.Ordinal)
            .Take(MostCaptions)
            .ToList();
        var languages = await _language.ReadAsync([.. posts.Select(post => post.Caption!)], cancellationToken);
        return posts.Zip(languages).ToDictionary(pair => pair.First.ShortCode, pair => pair.Second);
    }

    private async Task<IReadOnlyList<Sentiment?>> SentimentAsync(
        CreatorFacts facts, Task<IReadOnlyDictionary<string, string?>?> captions, CancellationToken cancellationToken)
    {
        var texts = Spread(facts.Comments.Where(comment => comment.Author != facts.Username).Select(comment => comment.Text).ToList());
        var languages = await _language.ReadAsync(texts, cancellationToken);
        var likely = (await captions)?.Values.OfType<string>().GroupBy(code => code)
            .MaxBy(language => (language.Count(), language.Key))?.Key;
        return await _sentiment.ReadAsync(
            [.. texts.Zip(languages, (text, language) => new Comment(text, language, likely))], cancellationToken);
    }

    /// <summary>All of them, or as many as are read, evenly over the posts that they stand under.</summary>
    private static List<string> Spread(List<string> comments) => comments.Count <= MostComments
        ? comments
        : [.. Enumerable.Range(0, MostComments).Select(index => comments[index * comments.Count / MostComments])];

    private async Task<IReadOnlyList<TopicHit>> TopicsAsync(CreatorFacts facts, CancellationToken cancellationToken)
    {
        List<(string Text, double Weight)> texts =
        [
            (facts.Category ?? "", CategoryWeight),
            (facts.Biography ?? "", BiographyWeight),
            .. facts.Posts.Select(post => (post.Caption ?? "", 1d)),
        ];
        var hits = await _topics.ReadAsync([.. texts.Select(text => text.Text)], cancellationToken);
        return [.. texts.Zip(hits).SelectMany(pair => pair.Second.Select(hit => hit with { Weight = pair.First.Weight * hit.Weight }))];
    }
}
