using CreatorAnalytics.Apify;

namespace CreatorAnalytics.Tests.Support;

/// <summary>Rows of runs, as the application writes them.</summary>
internal static class TestRuns
{
    /// <summary>A run that the platform has started and nobody watches; what a test is about is set on it.</summary>
    public static ApifyRun New(DateTimeOffset now, string runId, RunKind kind = RunKind.Profile, string usernames = "ann", Guid? batchId = null) => new()
    {
        Id = Guid.CreateVersion7(),
        BatchId = batchId ?? Guid.CreateVersion7(),
        Kind = kind,
        Actor = "apify/x",
        Usernames = usernames,
        Input = "{}",
        CreatedAt = now,
        AttemptedAt = now,
        RunId = runId,
        Watcher = Guid.Empty,
        WatchedUntil = now,
    };
}
