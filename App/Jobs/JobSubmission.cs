namespace CreatorAnalytics.Jobs;

/// <summary>A search as somebody asks for it.</summary>
/// <param name="Inputs">Texts, each with one username or many, as typed.</param>
public sealed record JobSubmission(JobType JobType, IReadOnlyList<string?> Inputs)
{
    public const int LowestPriority = 0;
    public const int HighestPriority = 10;
    public const int DefaultPriority = 5;

    /// <summary>0 to 10; higher goes first among the user's own searches.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Scrape again even what was scraped within the last day.</summary>
    public bool Refresh { get; init; }

    /// <summary>The most that may be reserved, in credits: the price the user saw. Null for any.</summary>
    public long? MaxCredits { get; init; }

    /// <summary>
    /// The id that the job is to have; null for any. A submission whose job exists already is accepted again, and nothing is done: whoever
    /// does not know what came of a submission can send it again.
    /// </summary>
    public Guid? JobId { get; init; }

    /// <summary>The job whose failed creators are tried again.</summary>
    public Guid? ParentJobId { get; init; }

    /// <summary>The list whose scheduled refresh this is; null for what somebody searches for.</summary>
    public Guid? ListId { get; init; }
}

/// <summary>What became of a submission. Unless it was accepted nothing is reserved and nothing is kept.</summary>
public abstract record SubmissionResult
{
    private SubmissionResult()
    {
    }

    /// <summary>The job exists and its credits are reserved.</summary>
    public sealed record Accepted(JobStatusView Job) : SubmissionResult
    {
        /// <summary>What the team could still spend when these credits were reserved; null when that was earlier.</summary>
        public long? CreditsLeft { get; init; }
    }

    /// <summary>No username was given.</summary>
    public sealed record NoCreators : SubmissionResult;

    /// <summary>None of the creators of a job failed, or has so far, for a reason that another search could change.</summary>
    public sealed record NothingToRetry(bool HasEnded) : SubmissionResult;

    /// <summary>What failed of a job is being tried again already, by <paramref name="JobId"/>.</summary>
    public sealed record AlreadyRetrying(Guid JobId) : SubmissionResult;

    /// <summary>More usernames than a search holds, after folding duplicates.</summary>
    public sealed record TooManyCreators(int Given, int Limit) : SubmissionResult;

    /// <summary>Something given is no username.</summary>
    public sealed record InvalidUsernames(IReadOnlyList<InvalidUsername> Invalid) : SubmissionResult;

    /// <summary>The priority is out of range.</summary>
    public sealed record InvalidPriority(int Given) : SubmissionResult;

    /// <summary>The team has fewer credits available than the search costs.</summary>
    public sealed record InsufficientCredits(long Required, long Available) : SubmissionResult;

    /// <summary>The search costs more than is left of the caller's limit for the month.</summary>
    public sealed record OverMemberLimit(long Required, long Left, long Limit) : SubmissionResult;

    /// <summary>The search costs more than <see cref="JobSubmission.MaxCredits"/> allows.</summary>
    public sealed record PriceChanged(long Required, long MaxCredits) : SubmissionResult;
}
