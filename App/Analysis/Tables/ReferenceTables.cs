using CreatorAnalytics.Analysis.Text;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>The dated tables that an analysis rests on: what is usual, what it reaches and costs, and which words mean what.</summary>
public sealed record ReferenceTables(
    Benchmarks Benchmarks, ReachTable ReachAndPrices, GenericWords GenericComments, SponsoredWords SponsoredWords,
    SentimentWords SentimentWords, TopicTable Topics)
{
    /// <summary>Those that come with the application (<c>Analysis/Data</c>).</summary>
    public static ReferenceTables Delivered { get; } = new(
        DataFile.Read("benchmarks.json", ReportJson.Default.Benchmarks),
        DataFile.Read("reach-and-prices.json", ReportJson.Default.ReachTable),
        DataFile.Read("generic-comments.json", ReportJson.Default.GenericWords),
        DataFile.Read("sponsored-words.json", ReportJson.Default.SponsoredWords),
        DataFile.Read("sentiment-words.json", ReportJson.Default.SentimentWords),
        DataFile.Read("topics.json", ReportJson.Default.TopicTable));
}

/// <summary>One of the tables.</summary>
public enum TableKind
{
    Benchmarks,
    ReachAndPrices,
    GenericComments,
    SponsoredWords,
    SentimentWords,
    Topics,
}
