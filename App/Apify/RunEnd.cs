namespace CreatorAnalytics.Apify;

/// <summary>How a run ended, or that it never was.</summary>
/// <param name="Status">One of <see cref="ActorRunStatus"/>, or one of the words here.</param>
/// <param name="Run">The run as the platform last told it.</param>
/// <param name="Code">Set when the run never started: how its creators end (<see cref="ScrapeCodes"/>).</param>
internal sealed record RunEnd(string Status, string Detail, ActorRun? Run = null, string? Code = null)
{
    /// <summary>The platform would not start it, or could not be asked.</summary>
    public const string NotStarted = "NOT-STARTED";

    /// <summary>The platform stopped knowing it, or answering for it.</summary>
    public const string Lost = "LOST";

    /// <summary>It was asked to end, so that who was new got its slot; those it had brought nothing for go on in another.</summary>
    public const string SteppedAside = "STEPPED-ASIDE";

    public static readonly RunEnd NobodyWaited = new(NotStarted, "Nobody waited for it any more.", Code: ScrapeCodes.ProviderError);

    /// <summary>Another process has taken it over, and lets its creators go on.</summary>
    public static readonly RunEnd ReadElsewhere = new(Lost, "Another process reads it.");

    public bool Succeeded => Status is ActorRunStatus.Succeeded;

    /// <summary>Whether it ran and did not get to its end; one of its creators may be the cause.</summary>
    public bool BrokeOff => Status is ActorRunStatus.Failed or ActorRunStatus.TimedOut or ActorRunStatus.Aborted;

    /// <summary>How a creator ends that the run brought no answer for.</summary>
    /// <param name="unclear">What an error row said about it, if there was one.</param>
    public ScrapeResult.Failed WithoutRow(string? unclear) => this switch
    {
        { Code: { } code } => new(code, Detail, RetryAlone: false),
        { Status: ActorRunStatus.Succeeded } => new(ScrapeCodes.NotReturned, unclear ?? "The run brought no row.", RetryAlone: true),
        { Status: ActorRunStatus.TimedOut } => new(ScrapeCodes.TimedOut, Detail, RetryAlone: true),
        { Status: Lost } => new(ScrapeCodes.ProviderError, Detail, RetryAlone: false),
        _ => new(ScrapeCodes.ProviderError, Detail, RetryAlone: true),
    };
}
