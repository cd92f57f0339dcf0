using CreatorAnalytics.Analysis.Text;

namespace CreatorAnalytics.Analysis;

/// <summary>What the text models found in a creator's texts; null is a gap.</summary>
public sealed record TextFindings
{
    /// <summary>The language of each of the newest posts with a caption, by short code; null where it cannot be told.</summary>
    public IReadOnlyDictionary<string, string?>? Captions { get; init; }

    public CommentFindings? Comments { get; init; }

    public IReadOnlyList<TopicHit>? Topics { get; init; }
}

/// <summary>How comments sound.</summary>
/// <param name="Sentiments">For each comment of others that was read; null where it cannot be scored.</param>
/// <param name="Model">The operator's own model that said so; null when the word lists did.</param>
public sealed record CommentFindings(IReadOnlyList<Sentiment?> Sentiments, string? Model = null);
