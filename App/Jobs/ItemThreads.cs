namespace CreatorAnalytics.Jobs;

/// <summary>
/// Where items are worked on: one thread less than there are cores, so that however many creators come in at once, pages and requests
/// always find one free. What an item waits for holds none of them.
/// </summary>
public sealed class ItemThreads
{
    private readonly TaskScheduler _scheduler =
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount - 1)).ConcurrentScheduler;

    /// <summary>Runs the work and, after each await in it, the rest of it on these threads.</summary>
    public Task RunAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();
}
