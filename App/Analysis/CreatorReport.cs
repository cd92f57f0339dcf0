namespace CreatorAnalytics.Analysis;

/// <summary>A version of a creator's report. Whoever asked for it, it is stored once.</summary>
public sealed class CreatorReport
{
    public Guid Id { get; init; }

    public Guid CreatorId { get; init; }

    /// <summary>1, 2, 3 … of the creator; equal to <see cref="Report.Version"/>.</summary>
    public int Version { get; init; }

    public DateTimeOffset AnalysedAt { get; init; }

    /// <summary>The creator's username when it was made.</summary>
    public required string Username { get; init; }

    /// <summary>The report's engagement rate in percent; null when it has none.</summary>
    public double? EngagementRate { get; init; }

    /// <summary>The <see cref="Report"/> as <see cref="ReportJson"/> writes it.</summary>
    public required string Document { get; init; }
}

/// <summary>A version that a team paid for; it sees no others.</summary>
public sealed class TeamReport
{
    public Guid TeamId { get; init; }

    public Guid ReportId { get; init; }

    public Guid CreatorId { get; init; }

    /// <summary>The job item that delivered it first.</summary>
    public Guid ItemId { get; init; }

    public DateTimeOffset GrantedAt { get; init; }
}
