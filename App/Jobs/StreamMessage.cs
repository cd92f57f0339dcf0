namespace CreatorAnalytics.Jobs;

/// <summary>What a stream of job updates says next.</summary>
public abstract record StreamMessage
{
    private StreamMessage()
    {
    }

    /// <summary>Something with a number: whoever resumes names the last one they have.</summary>
    /// <param name="Id">Growing; the last event that it covers.</param>
    /// <param name="Json">As it goes to the client.</param>
    public sealed record Numbered(long Id, bool IsSnapshot, string Json) : StreamMessage;

    /// <summary>Nothing has happened for a while.</summary>
    public sealed record Heartbeat : StreamMessage;
}
