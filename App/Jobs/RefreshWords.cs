using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Jobs;

/// <summary>What is said of a list's scheduled refresh.</summary>
internal static class RefreshWords
{
    public static string HighestCap => Format.Exact(ListRefreshes.HighestCap);

    /// <summary>"weekly, at most 60 credits a month"; "off".</summary>
    public static string Setting(ListRefresh refresh) => Setting(refresh.Frequency, refresh.CreditCap);

    /// <inheritdoc cref="Setting(ListRefresh)"/>
    public static string Setting(RefreshFrequency frequency, long? cap) => frequency switch
    {
        RefreshFrequency.Off => "off",
        RefreshFrequency.Weekly => $"weekly, at most {JobWords.Credits(cap ?? 0)} a month",
        RefreshFrequency.Monthly => $"monthly, at most {JobWords.Credits(cap ?? 0)} a month",
    };

    public static string Done(int all) => all == 1 ? "The list's one creator was searched again." : $"All {Format.Exact(all)} creators were searched again.";

    /// <summary>"12 of 40 creators were searched again; the month's cap of 60 credits is used up."</summary>
    public static string Capped(int refreshed, int all, long cap, long spent) => spent + refreshed == 0
        ? $"None of {JobWords.Creators(all)} was searched again: each costs more than the month's cap of {JobWords.Credits(cap)}."
        : $"{Some(refreshed, all)}; the month's cap of {JobWords.Credits(cap)} is used up.";

    public static string Cut(int refreshed, int all) =>
        $"{Some(refreshed, all)}; a search holds at most {JobsOptions.LargestJob}. Those left out come first next time.";

    public const string Empty = "Nobody is on the list.";

    public static string TooFewCredits(SubmissionResult.InsufficientCredits lack) =>
        $"Nobody was searched again: it needs {JobWords.Credits(lack.Required)} and the team has {Format.Exact(lack.Available)} available. {NextDay}";

    public static string OverLimit(SubmissionResult.OverMemberLimit over) =>
        $"Nobody was searched again: it needs {JobWords.Credits(over.Required)} and {Format.Exact(over.Left)} of the member's {Format.Exact(over.Limit)} this month are left. {NextDay}";

    public const string MemberLeft = "Paused: the member who turned it on is no longer in the team. It goes on in the name of whoever turns it on again.";

    private const string NextDay = "It is tried again a day later.";

    private static string Some(int refreshed, int all) => refreshed == 0
        ? $"None of {JobWords.Creators(all)} was searched again"
        : $"{Format.Exact(refreshed)} of {JobWords.Creators(all)} {(refreshed == 1 ? "was" : "were")} searched again";
}
