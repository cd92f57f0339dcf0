using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>The words of some tables, made to be looked up. They go with each text, so that every text is read by the tables of its analysis.</summary>
internal sealed class TextWords(ReferenceTables tables)
{
    public ReferenceTables Tables { get; } = tables;

    public SentimentLexicons Sentiment { get; } = new(Afinn.Default, tables.SentimentWords);

    public TopicLexicon Topics { get; } = new(tables.Topics);
}
