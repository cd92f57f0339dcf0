using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>Fields that creators are in, with their words, from <c>Data/topics.json</c>.</summary>
public sealed record TopicTable(string Source, string Date, IReadOnlyList<TopicWords> Topics)
{
    /// <summary>The table that comes with the application.</summary>
    public static TopicTable Default { get; } = DataFile.Read("topics.json", ReportJson.Default.TopicTable);
}

/// <param name="Strong">Words that hardly anybody else uses; lower-case, as <see cref="LanguageWords.Words"/>.</param>
/// <param name="Weak">Words that others use too.</param>
public sealed record TopicWords(string Name, IReadOnlyList<string> Strong, IReadOnlyList<string> Weak);

/// <summary>A word of a topic in a text.</summary>
/// <param name="Evidence">The word as it is written there, a hashtag with its sign.</param>
public sealed record TopicHit(string Topic, string Evidence, double Weight);

/// <summary>Finds the words of topics in texts, each once a text. Hashtags are chosen with care and count half as much again.</summary>
public sealed class TopicModel : ITextModel<string, IReadOnlyList<TopicHit>>
{
    private const double StrongWeight = 3;
    private const double WeakWeight = 1;
    private const double TagWeight = 1.5;
    private const int LeastWithin = 5;

    private readonly WordTable<(string Topic, double Weight)> _words = new();

    public TopicModel()
        : this(TopicTable.Default)
    {
    }

    internal TopicModel(TopicTable table)
    {
        foreach (var topic in table.Topics)
        {
            foreach (var word in topic.Weak)
                _words.Put(word, (topic.Name, WeakWeight));
            foreach (var word in topic.Strong)
                _words.Put(word, (topic.Name, StrongWeight));
        }
    }

    public string Name => "topics";

    public void Load()
    {
        // The table was read when the model was made; it is small.
    }

    public IReadOnlyList<IReadOnlyList<TopicHit>> Read(IReadOnlyList<string> texts) => [.. texts.Select(Of)];

    private IReadOnlyList<TopicHit> Of(string text)
    {
        var hits = new Dictionary<string, TopicHit>(StringComparer.Ordinal);
        foreach (var tag in CaptionWords.Hashtags(text))
        {
            if (_words.TryFind(tag, out var found) || _words.TryFindWithin(tag, LeastWithin, out found))
                hits.TryAdd(tag, new TopicHit(found.Topic, $"#{tag}", TagWeight * found.Weight));
        }

        var words = Words.Of(Words.WithoutMarks(text));
        for (var index = 0; index < words.Count;)
        {
            var start = index;
            if (_words.TryFind(words, index, out var found, out var length))
            {
                var evidence = string.Join(' ', words.GetRange(start, length));
                hits.TryAdd(evidence, new TopicHit(found.Topic, evidence, found.Weight));
            }

            index += length;
        }

        return [.. hits.Values];
    }
}
