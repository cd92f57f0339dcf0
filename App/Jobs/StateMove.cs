namespace CreatorAnalytics.Jobs;

/// <summary>
/// Each UPDATE that moves items or a job names in its WHERE the states it may leave. Who may move them was decided before, by the queue
/// entries or the job's counters that the transaction holds, so one that misses means that something is broken.
/// </summary>
internal static class StateMove
{
    /// <summary>Lets the transaction fail unless the update moved every one of <paramref name="ids"/>.</summary>
    /// <exception cref="InvalidOperationException">One of them was in a state that it may not leave this way.</exception>
    public static async Task MustMoveAsync(this Task<int> update, params IReadOnlyCollection<Guid> ids) =>
        MustMove(await update, ids);

    /// <inheritdoc cref="MustMoveAsync"/>
    public static void MustMove(int moved, IReadOnlyCollection<Guid> ids)
    {
        if (moved != ids.Count)
            throw new InvalidOperationException($"{moved} of {ids.Count} could be moved from where they are: {string.Join(", ", ids)}.");
    }
}
