using System.Globalization;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Jobs;

/// <summary>One creator of a search. It draws only when the creator changed, and each second while it is being worked on or waits for a retry.</summary>
public sealed partial class CreatorRow
{
    private bool _isCancelling;
    private object? _drawn;

    [Parameter, EditorRequired]
    public ItemView Item { get; set; } = null!;

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    /// <summary>The viewer's zone; null while it is unknown.</summary>
    [Parameter]
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>The user wants this creator cancelled.</summary>
    [Parameter]
    public EventCallback<Guid> OnCancel { get; set; }

    private string Word => JobWords.Status(Item);

    /// <summary>Claimed but not begun looks like waiting, since that is what it is.</summary>
    private string Badge =>
        (Item is { Status: JobStatus.Processing, Stage: Stage.Queued } ? JobStatus.Pending : Item.Status).ToString();

    private string ReportUrl => $"/creators/{Uri.EscapeDataString(Item.Username)}";

    private string CreditsFigure =>
        (Item.Status.IsEnded() ? Item.CreditsCharged : Item.Credits).ToString(CultureInfo.InvariantCulture);

    private string CreditsWords => Item.Status.IsEnded()
        ? $"{JobWords.Credits(Item.CreditsCharged)} charged"
        : $"{JobWords.Credits(Item.Credits)} reserved";

    private string? Took => Item.ProcessingDurationMs is { } took && Item.Status.IsEnded()
        ? Format.Duration(TimeSpan.FromMilliseconds(took))
        : JobWords.Elapsed(Item.StartedAt, Now);

    /// <summary>What there is to say beyond the status: the retry to come, why it failed, what is missing.</summary>
    private string? Note => Item.Status switch
    {
        JobStatus.Pending => JobWords.Retry(Item, Now),
        JobStatus.Processing => JobWords.Retrying(Item),
        JobStatus.Failed => Item.Error?.Message,
        JobStatus.Completed when Item.Warnings.Count > 0 => string.Join(' ', Item.Warnings.Select(warning => warning.Message)),
        _ => null,
    };

    /// <summary>Whether there is more to tell of its tries than the note says.</summary>
    private bool HasHistory => Item.Attempts.Count > 1 && Item.Status is not JobStatus.Completed;

    private bool IsMoving => !Item.Status.IsEnded() && (Item.StartedAt is not null || Item.NextAttemptAt is not null);

    /// <summary>All that decides how it looks.</summary>
    private object Looks => (Item, Zone, IsMoving ? Now : default, _isCancelling);

    protected override void OnInitialized() => _drawn = Looks;

    protected override bool ShouldRender()
    {
        var looks = Looks;
        if (looks.Equals(_drawn))
            return false;
        _drawn = looks;
        return true;
    }

    private string? Pip(bool isFinished, Stage stage) =>
        isFinished ? "finished" : Item.Status is JobStatus.Processing && Item.Stage == stage ? "current" : null;

    private async Task CancelAsync()
    {
        _isCancelling = true;
        try
        {
            await OnCancel.InvokeAsync(Item.ItemId);
        }
        finally
        {
            _isCancelling = false;
        }
    }
}
