namespace CreatorAnalytics.Analysis;

/// <summary>How a figure is computed from posts, and when it is not.</summary>
/// <param name="Sample">The posts it uses.</param>
/// <param name="Formula">In words and signs, for people.</param>
/// <param name="Compute">The value from the sample, newest first. Not finite where it would divide by zero.</param>
/// <param name="DividesBy">The reason to give then.</param>
internal sealed record FigureRule(
    PostSample Sample, FigureUnit Unit, string Formula, Func<IReadOnlyList<ReportPost>, double> Compute, string DividesBy)
{
    /// <summary>The smallest sample that gives a value.</summary>
    public int Needs { get; init; } = 3;

    /// <summary>Whether it is void when the likes of more than half of the posts are hidden.</summary>
    public bool UsesLikes { get; init; }
}

/// <summary>Applies the rules to one creator's posts.</summary>
internal sealed class FigureSheet(Sampling sampling, bool likesHidden)
{
    public Figure Fill(FigureRule rule)
    {
        var used = sampling.Take(rule.Sample).Used;
        var reason = rule.UsesLikes && likesHidden ? FigureReasons.LikesHidden
            : used.Count < rule.Needs ? FigureReasons.TooFewPosts
            : null;
        double? value = reason is null ? rule.Compute(used) : null;
        if (value is { } number && !double.IsFinite(number))
            (value, reason) = (null, rule.DividesBy);
        return New(value, rule.Unit, [.. used.Select(post => post.TakenAt)], rule.Formula, reason) with { Sample = rule.Sample };
    }

    /// <summary>A figure from what was observed at these times; nothing to compare it with yet.</summary>
    public static Figure New(double? value, FigureUnit unit, IReadOnlyCollection<DateTimeOffset> times, string formula, string? reason) =>
        new(
            value,
            unit,
            times.Count,
            times.Count == 0 ? null : times.Min(),
            times.Count == 0 ? null : times.Max(),
            value is null ? Confidence.None : ConfidenceOf(times.Count),
            Peer: null,
            Verdict: null,
            formula,
            reason);

    // Counts and growth have a value below 3 too; it deserves no more than little trust.
    private static Confidence ConfidenceOf(int n) => n switch
    {
        >= 12 => Confidence.High,
        >= 6 => Confidence.Medium,
        _ => Confidence.Low,
    };
}
