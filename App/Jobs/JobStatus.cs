namespace CreatorAnalytics.Jobs;

/// <summary>Where a job or one of its items is; docs/jobs.md draws who may move what.</summary>
public enum JobStatus
{
    /// <summary>Waits: a job for a place among its user's running ones, an item for a slot or for its next try.</summary>
    Pending,

    /// <summary>Being worked on.</summary>
    Processing,

    /// <summary>Ended; an item was delivered, of a job at least one.</summary>
    Completed,

    /// <summary>Ended without being delivered.</summary>
    Failed,

    /// <summary>Ended because somebody asked for it.</summary>
    Cancelled,
}

/// <summary>How far a creator is. A stage's name is what is being done; Done is the end of all of them.</summary>
public enum Stage
{
    /// <summary>Nothing has been done yet.</summary>
    Queued,

    /// <summary>Being scraped.</summary>
    Apify,

    /// <summary>Being stored.</summary>
    Database,

    /// <summary>Its images are being kept.</summary>
    Cdn,

    /// <summary>Being analysed.</summary>
    Ai,

    /// <summary>Ended.</summary>
    Done,
}

/// <summary>Whether a job was asked for one creator or for several.</summary>
public enum JobType
{
    Single,
    Bulk,
}

/// <summary>Questions asked of a status.</summary>
public static class JobStatusExtensions
{
    /// <summary>Whether nothing more will happen.</summary>
    public static bool IsEnded(this JobStatus status) => status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;
}
