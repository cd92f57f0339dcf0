using System.Globalization;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Jobs;

/// <summary>What the search page and the tray say of jobs and creators.</summary>
internal static class JobWords
{
    private const int NamesInTitle = 3;

    /// <summary>"Search of 15 creators", "Search of nasa".</summary>
    public static string Title(TrayCard card) =>
        card.Items is [var only] ? $"Search of {only.Username}" : $"Search of {card.Job.TotalCreators} creators";

    /// <summary>The first names and how many more: "nasa, natgeo, bbc and 12 more".</summary>
    public static string Summary(TrayCard card)
    {
        var names = string.Join(", ", card.Items.Take(NamesInTitle).Select(item => item.Username));
        var more = card.Items.Length - NamesInTitle;
        return more > 0 ? $"{names} and {more} more" : names;
    }

    /// <summary>"9 of 15 done, 1 failed"; what did not happen is not mentioned.</summary>
    public static string Counts(JobView job)
    {
        var parts = new List<string> { $"{job.CompletedCreators} of {job.TotalCreators} done" };
        if (job.FailedCreators > 0)
            parts.Add($"{job.FailedCreators} failed");
        if (job.CancelledCreators > 0)
            parts.Add($"{job.CancelledCreators} cancelled");
        return string.Join(", ", parts);
    }

    /// <summary>What the badge and the bar look like: the status, and "partial" for one that brought some creators and not others.</summary>
    public static string Look(JobView job) =>
        job.Status is JobStatus.Completed && job.CompletedCreators < job.TotalCreators ? "partial" : job.Status.ToString().ToLowerInvariant();

    /// <summary>"Done, 2 failed", "In line"; null where the status's own word says all.</summary>
    public static string? Word(JobView job) => job switch
    {
        { Status: JobStatus.Pending } => "In line",
        { Status: JobStatus.Completed, FailedCreators: > 0 and var failed } => string.Create(CultureInfo.InvariantCulture, $"Done, {failed} failed"),
        { Status: JobStatus.Completed, CancelledCreators: > 0 and var cancelled } => string.Create(CultureInfo.InvariantCulture, $"Done, {cancelled} cancelled"),
        _ => null,
    };

    /// <summary>What has been charged, and what is held for what is left.</summary>
    public static string Spent(JobView job) =>
        job.CreditsReserved > 0
            ? $"{Format.Exact(job.CreditsCharged)} of {Format.Exact(job.EstimatedCredits)} credits charged"
            : Credits(job.CreditsCharged) + " charged";

    /// <summary>"1 credit", "1,250 credits".</summary>
    public static string Credits(long credits) => credits == 1 ? "1 credit" : $"{Format.Exact(credits)} credits";

    /// <summary>"1 creator", "15 creators".</summary>
    public static string Creators(int creators) =>
        creators == 1 ? "1 creator" : string.Create(CultureInfo.InvariantCulture, $"{creators} creators");

    /// <summary>What is being done with a creator, or how it ended.</summary>
    public static string Status(ItemView item) => item.Status switch
    {
        JobStatus.Pending when item.NextAttemptAt is not null => "Trying again",
        JobStatus.Pending => "Waiting",
        JobStatus.Processing => item.Stage switch
        {
            Stage.Queued => "Waiting",
            Stage.Apify => "Scraping",
            Stage.Database => "Storing",
            Stage.Cdn => "Keeping images",
            Stage.Ai => "Analysing",
            Stage.Done => "Done",
        },
        JobStatus.Completed => "Done",
        JobStatus.Failed => "Failed",
        JobStatus.Cancelled => "Cancelled",
    };

    /// <summary>Which stages are finished, for those who do not see the pips.</summary>
    public static string Stages(ItemView item)
    {
        var finished = new List<string>();
        if (item.ApifyCompleted)
            finished.Add("scraped");
        if (item.DatabasePopulated)
            finished.Add("stored");
        if (item.CdnProcessed)
            finished.Add("images kept");
        if (item.AiAnalyzed)
            finished.Add("analysed");
        return finished.Count == 0 ? "No stage finished yet" : $"{finished.Count} of 4 stages finished: {string.Join(", ", finished)}";
    }

    /// <summary>"Instagram did not answer; we will try again in 8 s (2 of 3); nothing was charged." Null unless it waits for a retry.</summary>
    public static string? Retry(ItemView item, DateTimeOffset now)
    {
        if (item is not { Status: JobStatus.Pending, NextAttemptAt: { } due, Error: { } error })
            return null;
        var seconds = (long)Math.Ceiling((due - now).TotalSeconds);
        var when = seconds > 0 ? $"in {Format.Duration(TimeSpan.FromSeconds(seconds))}" : "now";
        var which = item.Attempts is [.., var last] ? $" ({Which(item, last)})" : "";
        return $"{ItemErrors.Cause(error.Code)}; we will try again {when}{which}; nothing was charged.";
    }

    /// <summary>"Retry 2 of 3"; null during the first try.</summary>
    public static string? Retrying(ItemView item) =>
        item is { RetryCount: > 0, Attempts: [.., var last] } ? $"Retry {Which(item, last)}" : null;

    /// <summary>"Try 2 of 4: Instagram did not answer."</summary>
    public static string Attempt(ItemAttempt attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"Try {attempt.Number} of {attempt.Of}: {attempt.Message}")
        + (attempt.Code == ItemErrors.WorkerLost ? " It does not count as a try." : "");

    /// <summary>How long it has run, in whole seconds; null before it starts.</summary>
    public static string? Elapsed(DateTimeOffset? startedAt, DateTimeOffset now) =>
        startedAt is { } start ? WholeSeconds(now - start) : null;

    /// <summary>"about 20 s left"; null when nobody knows.</summary>
    public static string? Left(JobView job, DateTimeOffset now)
    {
        if (job.Status.IsEnded() || job.EstimatedCompletionAt is not { } end)
            return null;
        return end - now < TimeSpan.FromSeconds(1) ? "about to end" : $"about {WholeSeconds(end - now)} left";
    }

    /// <summary>The clock's time in the viewer's zone, with the day when it is another one; UTC, and saying so, while the zone is unknown.</summary>
    public static string Clock(DateTimeOffset time, DateTimeOffset now, TimeZoneInfo? zone) => Clock(time, now, zone, "HH:mm");

    /// <summary>The same to the second, for what follows each other within seconds.</summary>
    public static string ExactClock(DateTimeOffset time, DateTimeOffset now, TimeZoneInfo? zone) => Clock(time, now, zone, "HH:mm:ss");

    /// <summary>Why a search was not started, and what to do.</summary>
    public static string Refusal(SubmissionResult result) => result switch
    {
        SubmissionResult.NoCreators => "There is no username to analyse.",
        SubmissionResult.NothingToRetry => "No creator failed for a reason that another search could change.",
        SubmissionResult.AlreadyRetrying other => AlreadyRetrying(other) + " Nothing was reserved.",
        SubmissionResult.TooManyCreators many =>
            $"A search holds at most {Creators(many.Limit)}; this one has {many.Given}. Nothing was reserved.",
        SubmissionResult.InvalidUsernames { Invalid: [var first, ..] } => $"{first.Input}: {first.Reason} Nothing was reserved.",
        SubmissionResult.InsufficientCredits lack => NotEnough(lack.Required, lack.Available) + " Nothing was reserved.",
        SubmissionResult.OverMemberLimit over => OverLimit(over.Required, over.Left, over.Limit) + " Nothing was reserved.",
        SubmissionResult.PriceChanged change =>
            $"The price has changed from {Format.Exact(change.MaxCredits)} to {Credits(change.Required)}, so nothing was started. "
            + "Start it again if that suits you.",
        _ => "The search was not started; nothing was reserved.",
    };

    /// <summary>Who tries it again already, and what to do.</summary>
    public static string AlreadyRetrying(SubmissionResult.AlreadyRetrying other) =>
        $"What failed is being searched for again already, by job {other.JobId}. Ask again when that has ended.";

    /// <summary>What is needed and what there is.</summary>
    public static string NotEnough(long required, long available) =>
        $"This needs {Credits(required)}; your team has {Format.Exact(available)} available.";

    /// <summary>What is needed and what is left of the member's own limit.</summary>
    public static string OverLimit(long required, long left, long limit) =>
        $"This needs {Credits(required)}; {Format.Exact(left)} of your {Format.Exact(limit)} this month are left. Ask an admin of your team for a higher limit.";

    private static string Which(ItemView item, ItemAttempt last) =>
        string.Create(CultureInfo.InvariantCulture, $"{item.RetryCount} of {last.Of - 1}");

    private static string Clock(DateTimeOffset time, DateTimeOffset now, TimeZoneInfo? zone, string format)
    {
        var (there, today) = (In(time, zone), In(now, zone));
        var text = there.ToString(there.Date == today.Date ? format : $"d MMM, {format}", CultureInfo.InvariantCulture);
        return zone is null ? $"{text} UTC" : text;
    }

    private static DateTimeOffset In(DateTimeOffset time, TimeZoneInfo? zone) => TimeZoneInfo.ConvertTime(time, zone ?? TimeZoneInfo.Utc);

    private static string WholeSeconds(TimeSpan span) =>
        Format.Duration(TimeSpan.FromSeconds(Math.Max(0, Math.Floor(span.TotalSeconds))));
}
