namespace CreatorAnalytics.Analysis;

/// <summary>How a comment sounds.</summary>
public enum Sentiment
{
    Negative,
    Neutral,
    Positive,
}
