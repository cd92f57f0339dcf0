using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// What stands in the paste box, what was read from it, and what it would cost. The price is looked up once typing pauses, and
/// <see cref="Quote"/> is only ever that of the text as it is now: as soon as other creators stand there, it is unknown again. Used on
/// the page's own thread; what it awaits comes back there.
/// </summary>
public sealed class SearchDraft(JobManager jobs, CurrentCaller callers, TimeProvider time, ILogger logger) : IDisposable
{
    public static readonly TimeSpan PriceAfter = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private CancellationTokenSource? _pricing;

    /// <summary>The price has become known, or cannot be had.</summary>
    public event Action? Changed;

    public string Text { get; private set; } = "";

    public ParsedUsernames Parsed { get; private set; } = UsernameParser.Parse("");

    /// <summary>The price of <see cref="Parsed"/>; null while it is not known.</summary>
    public Quote? Quote { get; private set; }

    /// <summary>What the team could spend when it was last looked up; null before that.</summary>
    public long? Available { get; private set; }

    /// <summary>Why there is no price, in a sentence; null when nothing is wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes what stands in the box now.</summary>
    public void Write(string? text)
    {
        Text = text ?? "";
        Parsed = UsernameParser.Parse(Text);
        if (Quote is null || !Quote.Items.Select(item => item.Username).SequenceEqual(Parsed.Usernames))
            LookUp();
    }

    /// <summary>Looks the price up again, since something it depends on may have changed. The one that is shown stays until then.</summary>
    public void Refresh()
    {
        if (_pricing is null)
            LookUp(Quote);
    }

    public void Dispose()
    {
        _pricing?.Cancel();
        _pricing?.Dispose();
    }

    private void LookUp(Quote? meanwhile = null)
    {
        Dispose();
        Quote = meanwhile;
        _pricing = new CancellationTokenSource();
        _ = LookUpAsync(_pricing);
    }

    private async Task LookUpAsync(CancellationTokenSource pricing)
    {
        var cancel = pricing.Token;
        try
        {
            await Task.Delay(PriceAfter, time, cancel);
            while (!await TryLookUpAsync(cancel))
            {
                Changed?.Invoke();
                await Task.Delay(RetryAfter, time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return;
        }

        _pricing = null;
        pricing.Dispose();
        Changed?.Invoke();
    }

    private async Task<bool> TryLookUpAsync(CancellationToken cancel)
    {
        try
        {
            var caller = await callers.GetAsync(cancel);
            var quote = caller is null ? null : await jobs.QuoteAsync(caller, [.. Parsed.Usernames], cancel);

            // Other creators may stand in the box by now: this price is not theirs.
            cancel.ThrowIfCancellationRequested();
            Quote = quote;
            Available = quote?.Available;
            Problem = quote is null ? "You are not a member of a team any more, so nothing can be searched." : null;
            return true;
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            logger.LogError(exception, "A price could not be looked up; trying again in {Delay} s", RetryAfter.TotalSeconds);
            Problem = "The price cannot be looked up at present; we will try again in a moment.";
            return false;
        }
    }
}
