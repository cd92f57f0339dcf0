using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Analysis.Text;

namespace CreatorAnalytics.Analysis;

/// <summary>Section <c>Analysis</c>.</summary>
public sealed class AnalysisOptions
{
    public const string Section = "Analysis";

    private const int MostAtOnce = 64;

    /// <summary>How many batches of texts are read at once in this process; of creators, four times as many are in hand.</summary>
    /// <value>The default is 5.</value>
    public int PoolSize { get; set; } = 5;

    /// <summary>A sentiment model of one's own.</summary>
    public SentimentOptions Sentiment { get; } = new();

    /// <summary>A chat model that writes a summary.</summary>
    public ChatModelOptions Chat { get; } = new();

    internal IEnumerable<string> Problems()
    {
        if (PoolSize is < 1 or > MostAtOnce)
            yield return $"Analysis:PoolSize must be 1 to {MostAtOnce}; it is {PoolSize}.";
        foreach (var problem in Sentiment.Problems().Concat(Chat.Problems()))
            yield return problem;
    }
}
