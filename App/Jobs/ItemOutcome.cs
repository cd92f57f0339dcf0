using CreatorAnalytics.Analysis;

namespace CreatorAnalytics.Jobs;

/// <summary>How the work on an item went this time.</summary>
public abstract record ItemOutcome
{
    private ItemOutcome()
    {
    }

    /// <summary>What kept the creator from being delivered this time, one of <see cref="ItemErrors"/>; null when nothing did.</summary>
    public string? Error => this switch
    {
        Failed failed => failed.Code,
        TryAgain again => again.Code,
        Private => ItemErrors.PrivateAccount,
        Abandoned => ItemErrors.WorkerLost,
        _ => null,
    };

    /// <summary>The creator has been analysed; the report is not yet stored.</summary>
    public sealed record Analysed(Guid CreatorId, Report Report) : ItemOutcome;

    /// <summary>What is stored of the creator is fresh, its report included.</summary>
    /// <param name="Warnings">The report's.</param>
    public sealed record FromStore(Guid CreatorId, Guid ReportId, IReadOnlyList<ReportWarning> Warnings) : ItemOutcome;

    /// <summary>The creator cannot be delivered. <paramref name="Code"/> is one of <see cref="ItemErrors"/> or of the scraper's codes.</summary>
    public sealed record Failed(string Code) : ItemOutcome;

    /// <summary>The creator's account is private: its profile is kept and shown, and there is nothing to analyse.</summary>
    public sealed record Private(Guid CreatorId) : ItemOutcome;

    /// <summary>Worth another try, if one is left.</summary>
    /// <param name="Alone">Whether that try belongs in a run of its own.</param>
    public sealed record TryAgain(string Code, bool Alone) : ItemOutcome;

    /// <summary>Too many workers were lost with it; it is not even tried.</summary>
    public sealed record Abandoned : ItemOutcome;

    /// <summary>Somebody asked for it to stop.</summary>
    public sealed record Cancelled : ItemOutcome;
}
