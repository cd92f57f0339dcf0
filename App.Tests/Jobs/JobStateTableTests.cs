using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>Every state a job of two creators can be in, met by everything that can happen to it: docs/jobs.md as a table.</summary>
public sealed class JobStateTableTests : IDisposable
{
    private readonly EngineFixture _engine = new(options => options.MaxConcurrentPerUser = 1);

    public JobStateTableTests() => _engine.Get<Readiness>().SetReady();

    public enum State
    {
        WaitsForPlace,
        Ready,
        InWork,
        OneDelivered,
        OneFailed,
        OneCancelled,
        AskedToStop,
        AskedToStopAfterOneDelivered,
        Completed,
        Failed,
        Cancelled,
    }

    /// <summary>The rest is what has not ended.</summary>
    public enum Happening
    {
        PlaceIsFree,
        RestIsDelivered,
        RestFails,
        RestEndsAsCancelled,
        RestIsTriedAgain,
        HandBack,
        Cancel,
        CancelEachCreator,
        Sweep,
    }

    /// <summary>The moves there are. Whatever is not here must change nothing.</summary>
    private static readonly Dictionary<(State, Happening), JobStatus> Moves = new()
    {
        [(State.WaitsForPlace, Happening.PlaceIsFree)] = JobStatus.Processing,
        [(State.WaitsForPlace, Happening.Cancel)] = JobStatus.Cancelled,
        [(State.WaitsForPlace, Happening.CancelEachCreator)] = JobStatus.Cancelled,
        [(State.Ready, Happening.Cancel)] = JobStatus.Cancelled,
        [(State.Ready, Happening.CancelEachCreator)] = JobStatus.Cancelled,
        [(State.InWork, Happening.RestIsDelivered)] = JobStatus.Completed,
        [(State.InWork, Happening.RestFails)] = JobStatus.Failed,
        [(State.InWork, Happening.RestEndsAsCancelled)] = JobStatus.Cancelled,
        [(State.OneDelivered, Happening.RestIsDelivered)] = JobStatus.Completed,
        [(State.OneDelivered, Happening.RestFails)] = JobStatus.Completed,
        [(State.OneDelivered, Happening.RestEndsAsCancelled)] = JobStatus.Completed,
        [(State.OneFailed, Happening.RestIsDelivered)] = JobStatus.Completed,
        [(State.OneFailed, Happening.RestFails)] = JobStatus.Failed,
        [(State.OneFailed, Happening.RestEndsAsCancelled)] = JobStatus.Failed,
        [(State.OneCancelled, Happening.RestIsDelivered)] = JobStatus.Completed,
        [(State.OneCancelled, Happening.RestFails)] = JobStatus.Failed,
        [(State.OneCancelled, Happening.RestEndsAsCancelled)] = JobStatus.Cancelled,
        [(State.AskedToStop, Happening.RestIsDelivered)] = JobStatus.Completed,
        [(State.AskedToStop, Happening.RestFails)] = JobStatus.Failed,
        [(State.AskedToStop, Happening.RestEndsAsCancelled)] = JobStatus.Cancelled,
        [(State.AskedToStop, Happening.RestIsTriedAgain)] = JobStatus.Cancelled,
        [(State.AskedToStopAfterOneDelivered, Happening.RestIsDelivered)] = JobStatus.Completed,
        [(State.AskedToStopAfterOneDelivered, Happening.RestFails)] = JobStatus.Completed,
        [(State.AskedToStopAfterOneDelivered, Happening.RestEndsAsCancelled)] = JobStatus.Cancelled,
        [(State.AskedToStopAfterOneDelivered, Happening.RestIsTriedAgain)] = JobStatus.Cancelled,
    };

    private static readonly ItemOutcome Failure = new ItemOutcome.Failed(ItemErrors.PrivateAccount);

    public static IEnumerable<TheoryDataRow<State, Happening>> Pairs =>
        from state in Enum.GetValues<State>()
        from happening in Enum.GetValues<Happening>()
        select new TheoryDataRow<State, Happening>(state, happening);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_job_moves_only_as_the_table_says(State state, Happening happening)
    {
        var delivery = await _engine.DeliveredElsewhereAsync();
        var caller = await _engine.NewTeamAsync(500);
        var holder = state is State.WaitsForPlace ? await HoldPlaceAsync(caller) : null;
        var job = await _engine.SubmitAsync(caller, "nasa", "natgeo");
        var claims = await ArrangeAsync(caller, job, state, delivery);
        var before = await _engine.StatusAsync(caller, job.JobId);

        await HappenAsync(happening, caller, before, claims, holder, delivery);

        var after = await _engine.StatusAsync(caller, job.JobId);
        Assert.Equal(Moves.GetValueOrDefault((state, happening), before.Status), after.Status);
        Assert.Equal(after.Status.IsEnded(), after.CompletedAt is not null);
        if (before.Status.IsEnded())
            Assert.Equal((before.CompletedAt, before.CreditsCharged, before.Seq), (after.CompletedAt, after.CreditsCharged, after.Seq));
        await _engine.AuditAsync();
    }

    /// <summary>The claim on the only creator of a job that has the only place.</summary>
    private async Task<ItemClaim> HoldPlaceAsync(Caller caller)
    {
        await _engine.SubmitAsync(caller, "other");
        return Assert.Single(await _engine.ClaimAsync());
    }

    private async Task<IReadOnlyList<ItemClaim>> ArrangeAsync(Caller caller, JobStatusView job, State state, ItemOutcome delivery)
    {
        if (state is State.WaitsForPlace or State.Ready)
            return await _engine.NeverGivenAsync(job.JobId);
        var claims = await _engine.ClaimAsync();
        ItemOutcome[] ended = state switch
        {
            State.OneDelivered or State.AskedToStopAfterOneDelivered => [delivery],
            State.OneFailed => [Failure],
            State.OneCancelled => [new ItemOutcome.Cancelled()],
            State.Completed => [delivery, Failure],
            State.Failed => [Failure, Failure],
            State.Cancelled => [new ItemOutcome.Cancelled(), new ItemOutcome.Cancelled()],
            _ => [],
        };
        foreach (var (claim, outcome) in claims.Zip(ended))
            Assert.True(await _engine.TrySettleAsync(claim, outcome));
        if (state is State.AskedToStop or State.AskedToStopAfterOneDelivered)
            await _engine.Manager.CancelAsync(caller, job.JobId, Cancel);
        return claims;
    }

    private Task HappenAsync(
        Happening happening, Caller caller, JobStatusView job, IReadOnlyList<ItemClaim> claims, ItemClaim? holder, ItemOutcome delivery) =>
        happening switch
        {
            Happening.PlaceIsFree => holder is null ? SweepAsync() : _engine.TrySettleAsync(holder, Failure),
            Happening.RestIsDelivered => SettleRestAsync(claims, delivery),
            Happening.RestFails => SettleRestAsync(claims, Failure),
            Happening.RestEndsAsCancelled => SettleRestAsync(claims, new ItemOutcome.Cancelled()),
            Happening.RestIsTriedAgain => SettleRestAsync(claims, new ItemOutcome.TryAgain(ItemErrors.InternalError, Alone: false)),
            Happening.HandBack => _engine.Get<ItemQueue>().HandBackAsync(Cancel),
            Happening.Cancel => _engine.Manager.CancelAsync(caller, job.JobId, Cancel),
            Happening.CancelEachCreator => CancelEachAsync(caller, job),
            Happening.Sweep => SweepAsync(),
        };

    /// <summary>What has ended already is refused.</summary>
    private async Task SettleRestAsync(IReadOnlyList<ItemClaim> claims, ItemOutcome outcome)
    {
        foreach (var claim in claims)
            await _engine.TrySettleAsync(claim, outcome);
    }

    private async Task CancelEachAsync(Caller caller, JobStatusView job)
    {
        foreach (var item in job.Items)
            await _engine.Manager.CancelItemAsync(caller, job.JobId, item.ItemId, Cancel);
    }

    private Task SweepAsync() => _engine.Get<JobSweep>().Invoke();
}
