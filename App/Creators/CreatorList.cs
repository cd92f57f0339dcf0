namespace CreatorAnalytics.Creators;

/// <summary>A team's named choice of creators, such as those of a campaign. Every member sees and edits it.</summary>
public sealed class CreatorList
{
    public const int MaximumNameLength = 80;
    public const int MaximumNoteLength = 500;

    public Guid Id { get; init; }

    public Guid TeamId { get; init; }

    public required string Name { get; set; }

    /// <summary>What the list is for; empty when nobody wrote anything.</summary>
    public string Note { get; set; } = "";

    public Guid CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A creator on a list, with how far the team has come with them.</summary>
public sealed class CreatorListEntry
{
    public Guid ListId { get; init; }

    public Guid CreatorId { get; init; }

    public ListStatus Status { get; set; }

    public string Note { get; set; } = "";

    public Guid AddedBy { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    /// <summary>When the list's scheduled refresh last asked for it, whatever came of that; null before the first time.</summary>
    public DateTimeOffset? RefreshedAt { get; init; }
}

/// <summary>How far the team has come with a creator of a list.</summary>
public enum ListStatus
{
    Considered,
    Shortlisted,
    Contacted,
    Agreed,
    Declined,
}
