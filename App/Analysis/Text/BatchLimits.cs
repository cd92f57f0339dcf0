namespace CreatorAnalytics.Analysis.Text;

/// <summary>How texts are gathered for a model, and how long it may take for them.</summary>
/// <param name="Texts">In a batch, at most.</param>
/// <param name="Wait">How long the first text of a batch waits for others, besides the time until a place is free.</param>
/// <param name="Late">
/// A batch that takes longer gives its place to other models, and its model begins no further batch until it ends.
/// </param>
/// <param name="Timeout">Whoever waits for a batch of the model for that long goes without it.</param>
public sealed record BatchLimits(int Texts, TimeSpan Wait, TimeSpan Late, TimeSpan Timeout)
{
    /// <summary>Batches that the model reads at once, at most.</summary>
    /// <value>The default is as many as the pool has places.</value>
    public int AtOnce { get; init; } = int.MaxValue;

    /// <summary>
    /// What docs/performance.md shows to be good: beyond 64 texts a batch reads hardly faster, and waiting brought nothing, since texts
    /// gather by themselves while all places are taken.
    /// </summary>
    public static BatchLimits Default { get; } =
        new(64, TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));
}
