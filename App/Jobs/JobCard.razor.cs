using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Jobs;

/// <summary>One search on the tray. It draws only when its card is another one, and each second while it runs.</summary>
public sealed partial class JobCard
{
    private ElementReference _article;
    private bool _isCancelling;
    private bool _isRetrying;
    private string? _problem;
    private object? _drawn;

    [Parameter, EditorRequired]
    public TrayCard Card { get; set; } = null!;

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    /// <summary>The viewer's zone; null while it is unknown.</summary>
    [Parameter]
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>The search whose failed creators this one tries again, if it is on the tray.</summary>
    [Parameter]
    public JobView? Parent { get; set; }

    /// <summary>The latest search that tries again what failed in this one, if it is on the tray.</summary>
    [Parameter]
    public JobView? Retry { get; set; }

    /// <summary>The user wants to see another search of the tray.</summary>
    [Parameter]
    public EventCallback<Guid> OnShow { get; set; }

    /// <summary>The user wants this search off the tray.</summary>
    [Parameter]
    public EventCallback<Guid> OnDismiss { get; set; }

    [Inject]
    public required JobManager Jobs { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required IOptions<JobsOptions> Options { get; init; }

    private JobView Job => Card.Job;

    private IEnumerable<ItemView> Retryable => Card.Items.Where(item => item.MayBeRetried);

    private string RetryWords => Retryable.Count() == Job.FailedCreators
        ? "Starts a new search of the creators that failed."
        : "Starts a new search of the creators that failed. Missing, private and restricted ones are left out: they would fail again.";

    /// <summary>What the creators to retry were quoted at: another try costs no more.</summary>
    private long RetryPrice => Retryable.Sum(item => item.Credits);

    /// <summary>All that decides how it looks.</summary>
    private object Looks => (Card, Parent?.JobId, Retry?.JobId, Zone, Card.IsRunning ? Now : default, _isCancelling, _isRetrying, _problem);

    /// <summary>The card's id in the page.</summary>
    internal static string IdOf(Guid jobId) => $"search-{jobId}";

    protected override void OnInitialized() => _drawn = Looks;

    protected override bool ShouldRender()
    {
        var looks = Looks;
        if (looks.Equals(_drawn))
            return false;
        _drawn = looks;
        return true;
    }

    private async Task CancelAsync()
    {
        _isCancelling = true;
        _problem = null;
        try
        {
            if (await CurrentCaller.GetAsync() is { } caller)
                await Jobs.CancelAsync(caller, Job.JobId, CancellationToken.None);
        }
        finally
        {
            _isCancelling = false;
        }

        // The button goes away when the search has ended; the keyboard stays at the card.
        await _article.FocusAsync(preventScroll: true);
    }

    private async Task CancelCreatorAsync(Guid itemId)
    {
        if (await CurrentCaller.GetAsync() is { } caller)
            await Jobs.CancelItemAsync(caller, Job.JobId, itemId, CancellationToken.None);
    }

    private async Task RetryFailedAsync()
    {
        _isRetrying = true;
        _problem = null;
        try
        {
            var result = await CurrentCaller.GetAsync() is { } caller
                ? await Jobs.RetryFailedAsync(caller, Job.JobId, RetryPrice, CancellationToken.None)
                : null;
            if (result is not SubmissionResult.Accepted)
                _problem = result is null ? "You are not a member of this team any more." : JobWords.Refusal(result);
        }
        finally
        {
            _isRetrying = false;
        }
    }
}
