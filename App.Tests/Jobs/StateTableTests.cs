using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>Every state an item can be in, met by everything that can happen to it: docs/jobs.md as a table.</summary>
public sealed class StateTableTests : IDisposable
{
    private readonly EngineFixture _engine = new(options => options.MaxConcurrentPerUser = 1);

    public enum State
    {
        WaitsForPlace,
        Ready,
        InWork,
        WaitsForRetry,
        Completed,
        Failed,
        Cancelled,
    }

    public enum Happening
    {
        Claim,
        ClaimAMinuteLater,
        Deliver,
        Fail,
        TryAgain,
        EndAsCancelled,
        HandBack,
        Cancel,
    }

    /// <summary>The moves there are. Whatever is not here must change nothing.</summary>
    private static readonly Dictionary<(State, Happening), JobStatus> Moves = new()
    {
        [(State.WaitsForPlace, Happening.Cancel)] = JobStatus.Cancelled,
        [(State.Ready, Happening.Claim)] = JobStatus.Processing,
        [(State.Ready, Happening.ClaimAMinuteLater)] = JobStatus.Processing,
        [(State.Ready, Happening.Cancel)] = JobStatus.Cancelled,
        [(State.InWork, Happening.ClaimAMinuteLater)] = JobStatus.Processing,
        [(State.InWork, Happening.Deliver)] = JobStatus.Completed,
        [(State.InWork, Happening.Fail)] = JobStatus.Failed,
        [(State.InWork, Happening.TryAgain)] = JobStatus.Pending,
        [(State.InWork, Happening.EndAsCancelled)] = JobStatus.Cancelled,
        [(State.InWork, Happening.HandBack)] = JobStatus.Pending,
        [(State.WaitsForRetry, Happening.ClaimAMinuteLater)] = JobStatus.Processing,
        [(State.WaitsForRetry, Happening.Cancel)] = JobStatus.Cancelled,
    };

    public static IEnumerable<TheoryDataRow<State, Happening>> Pairs =>
        from state in Enum.GetValues<State>()
        from happening in Enum.GetValues<Happening>()
        select new TheoryDataRow<State, Happening>(state, happening);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_item_moves_only_as_the_table_says(State state, Happening happening)
    {
        var caller = await _engine.NewTeamAsync(500);
        var (job, claim) = await ArrangeAsync(caller, state);
        var before = (await _engine.StatusAsync(caller, job.JobId)).Items[0];

        await HappenAsync(caller, job, claim, happening);

        var after = (await _engine.StatusAsync(caller, job.JobId)).Items[0];
        Assert.Equal(Moves.GetValueOrDefault((state, happening), before.Status), after.Status);
        if (!Moves.ContainsKey((state, happening)))
            Assert.Equal((before.RetryCount, before.CreditsCharged, before.Error), (after.RetryCount, after.CreditsCharged, after.Error));
        await _engine.AuditAsync();
    }

    private async Task<(JobStatusView Job, ItemClaim Claim)> ArrangeAsync(Caller caller, State state)
    {
        if (state is State.WaitsForPlace)
        {
            // It has the only place, and a creator that stays in work.
            await _engine.SubmitAsync(caller, "other");
            await _engine.ClaimAsync();
        }

        var job = await _engine.SubmitAsync(caller, "nasa");
        if (state is State.WaitsForPlace or State.Ready)
            return (job, Assert.Single(await _engine.NeverGivenAsync(job.JobId)));
        if (state is State.Cancelled)
        {
            await _engine.Manager.CancelAsync(caller, job.JobId, Cancel);
            return (job, Assert.Single(await _engine.NeverGivenAsync(job.JobId)));
        }

        var claim = Assert.Single(await _engine.ClaimAsync());
        if (state is State.Completed)
            await _engine.WorkAsync(claim);
        else if (state is State.Failed)
            await _engine.TrySettleAsync(claim, new ItemOutcome.Failed(ItemErrors.PrivateAccount));
        else if (state is State.WaitsForRetry)
            await _engine.TrySettleAsync(claim, new ItemOutcome.TryAgain(ItemErrors.InternalError, Alone: false));
        return (job, claim);
    }

    private Task HappenAsync(Caller caller, JobStatusView job, ItemClaim claim, Happening happening) => happening switch
    {
        Happening.Claim => _engine.ClaimAsync(),
        Happening.ClaimAMinuteLater => ClaimAMinuteLaterAsync(),
        Happening.Deliver => _engine.WorkAsync(claim),
        Happening.Fail => _engine.TrySettleAsync(claim, new ItemOutcome.Failed(ItemErrors.PrivateAccount)),
        Happening.TryAgain => _engine.TrySettleAsync(claim, new ItemOutcome.TryAgain(ItemErrors.InternalError, Alone: false)),
        Happening.EndAsCancelled => _engine.TrySettleAsync(claim, new ItemOutcome.Cancelled()),
        Happening.HandBack => _engine.Get<ItemQueue>().HandBackAsync(Cancel),
        Happening.Cancel => _engine.Manager.CancelAsync(caller, job.JobId, Cancel),
    };

    private Task ClaimAMinuteLaterAsync()
    {
        _engine.Time.Advance(TimeSpan.FromSeconds(61));
        return _engine.ClaimAsync();
    }
}
