using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>Fields that creators are in, with their words, from <c>Data/topics.json</c>.</summary>
public sealed record TopicTable(string Source, string Date, IReadOnlyList<TopicWords> Topics);

/// <param name="Strong">Words that hardly anybody else uses; lower-case, as <see cref="LanguageWords.Words"/>.</param>
/// <param name="Weak">Words that others use too.</param>
public sealed record TopicWords(string Name, IReadOnlyList<string> Strong, IReadOnlyList<string> Weak);

/// <summary>A text to look through.</summary>
/// <param name="Words">What is looked for.</param>
public sealed record TopicText(string Text, TopicLexicon Words);

/// <summary>A word of a topic in a text.</summary>
/// <param name="Evidence">The word as it is written there, a hashtag with its sign.</param>
public sealed record TopicHit(string Topic, string Evidence, double Weight);

/// <summary>Finds the words of topics in texts, each once a text. Hashtags are chosen with care and count half as much again.</summary>
public sealed class TopicModel : ITextModel<TopicText, IReadOnlyList<TopicHit>>
{
    private const double TagWeight = 1.5;
    private const int LeastWithin = 5;

    public string Name => "topics";

    public void Load()
    {
        // The words come with each text.
    }

    public IReadOnlyList<IReadOnlyList<TopicHit>> Read(IReadOnlyList<TopicText> texts) => [.. texts.Select(Of)];

    private static IReadOnlyList<TopicHit> Of(TopicText read)
    {
        var (text, table) = (read.Text, read.Words.Words);
        var hits = new Dictionary<string, TopicHit>(StringComparer.Ordinal);
        foreach (var tag in CaptionWords.Hashtags(text))
        {
            if (table.TryFind(tag, out var found) || table.TryFindWithin(tag, LeastWithin, out found))
                hits.TryAdd(tag, new TopicHit(found.Topic, $"#{tag}", TagWeight * found.Weight));
        }

        var words = Words.Of(Words.WithoutMarks(text));
        for (var index = 0; index < words.Count;)
        {
            var start = index;
            if (table.TryFind(words, index, out var found, out var length))
            {
                var evidence = string.Join(' ', words.GetRange(start, length));
                hits.TryAdd(evidence, new TopicHit(found.Topic, evidence, found.Weight));
            }

            index += length;
        }

        return [.. hits.Values];
    }
}
