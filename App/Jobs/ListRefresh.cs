namespace CreatorAnalytics.Jobs;

/// <summary>How often a list is refreshed.</summary>
public enum RefreshFrequency
{
    /// <summary>Never by itself; so it is until somebody turns it on.</summary>
    Off,

    Weekly,

    Monthly,
}

/// <summary>What became of a scheduled refresh.</summary>
public enum RefreshOutcome
{
    /// <summary>All creators of the list were searched again.</summary>
    Done,

    /// <summary>Some or all were left out, since the month's cap would be passed.</summary>
    Capped,

    /// <summary>Some were left out, since one search does not hold so many.</summary>
    Cut,

    /// <summary>Nobody is on the list.</summary>
    Empty,

    /// <summary>The team has fewer credits available than it costs; tried again a day later.</summary>
    InsufficientCredits,

    /// <summary>It costs more than is left of the limit of the member in whose name it runs; tried again a day later.</summary>
    MemberLimit,

    /// <summary>The member in whose name it ran has left the team: it waits for another to turn it on.</summary>
    MemberLeft,
}

/// <summary>
/// The scheduled refresh of a list: at its due moment the list's creators are searched again, in the name of the member who turned it on.
/// A list without a row has none. See <see cref="ListRefresher"/>.
/// </summary>
public sealed class ListRefresh
{
    public const int MaximumMessageLength = 300;

    public Guid ListId { get; init; }

    public RefreshFrequency Frequency { get; set; }

    /// <summary>The most that the list's refreshes may cost in a month (UTC), in credits.</summary>
    public long CreditCap { get; set; }

    /// <summary>Who turned it on: the searches are theirs, within their limits.</summary>
    public Guid UserId { get; set; }

    /// <summary>The moment from which due moments are counted.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>When it is due next; null while it is off, or paused since its member left.</summary>
    public DateTimeOffset? NextRefreshAt { get; set; }

    /// <summary>When it was due last and something was done about it; null before the first time.</summary>
    public DateTimeOffset? LastAt { get; init; }

    public RefreshOutcome? LastOutcome { get; init; }

    /// <summary>The outcome as a sentence, with the numbers of that day.</summary>
    public string? LastMessage { get; init; }

    /// <summary>How many creators were searched again.</summary>
    public int LastRefreshed { get; init; }

    /// <summary>How many of the list were left out.</summary>
    public int LastLeftOut { get; init; }

    /// <summary>The search that it submitted; null when it submitted none.</summary>
    public Guid? LastJobId { get; init; }

    /// <summary>
    /// The first due moment after <paramref name="moment"/>. Those that passed while nothing ran are skipped, so that a long downtime is
    /// made up for once; months are counted from the first day, so that a refresh of the 31st comes back to it after February.
    /// </summary>
    public static DateTimeOffset? NextAfter(RefreshFrequency frequency, DateTimeOffset since, DateTimeOffset moment) => frequency switch
    {
        RefreshFrequency.Off => null,
        RefreshFrequency.Weekly => since.AddDays(7 * (Math.Max(0, (moment - since).Days / 7) + 1)),
        RefreshFrequency.Monthly => NextMonth(since, moment),
    };

    private static DateTimeOffset NextMonth(DateTimeOffset since, DateTimeOffset moment)
    {
        var months = Math.Max(0, ((moment.Year - since.Year) * 12) + moment.Month - since.Month);
        var inThatMonth = since.AddMonths(months);
        return months > 0 && inThatMonth > moment ? inThatMonth : since.AddMonths(months + 1);
    }
}
