namespace CreatorAnalytics.Analysis.Text;

/// <summary>The words of topics, made to be looked up.</summary>
public sealed class TopicLexicon
{
    private const double StrongWeight = 3;
    private const double WeakWeight = 1;

    public TopicLexicon(TopicTable table)
    {
        foreach (var topic in table.Topics)
        {
            foreach (var word in topic.Weak)
                Words.Put(word, (topic.Name, WeakWeight));
            foreach (var word in topic.Strong)
                Words.Put(word, (topic.Name, StrongWeight));
        }
    }

    internal WordTable<(string Topic, double Weight)> Words { get; } = new();
}
