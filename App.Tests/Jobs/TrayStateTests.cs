using System.Security.Claims;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class TrayStateTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EngineFixture _engine = new();
    private readonly SemaphoreSlim _told = new(0);
    private Caller _caller = null!;
    private TrayState _tray = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _caller = await _engine.NewTeamAsync(10_000);
        _tray = new TrayState(
            _engine.Get<JobFeed>(), _engine.Get<JobQueries>(), CallerOf(_caller), _engine.Time, NullLogger<TrayState>.Instance);
        _tray.Changed += () => _told.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _tray.DisposeAsync();
        _told.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task What_was_there_before_the_page_is_shown_newest_first()
    {
        var first = await _engine.SubmitAsync(_caller, "nasa");
        _engine.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await _engine.SubmitAsync(_caller, "esa");

        await StartAsync();

        Assert.Equal([second.JobId, first.JobId], _tray.Cards.Select(card => card.Job.JobId));
    }

    [Fact]
    public async Task The_first_change_is_told_at_once_and_those_that_follow_together_after_100_ms()
    {
        await StartAsync();

        await _engine.SubmitAsync(_caller, "nasa");
        await ToldAsync();
        Assert.Single(_tray.Cards);

        await _engine.SubmitAsync(_caller, "esa");
        await _engine.SubmitAsync(_caller, "jaxa");
        _engine.Time.Advance(TrayState.MergeFor - TimeSpan.FromMilliseconds(1));
        Assert.False(await _told.WaitAsync(TimeSpan.FromMilliseconds(50), Cancel));
        Assert.Single(_tray.Cards);

        _engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        await ToldAsync();
        Assert.Equal(3, _tray.Cards.Length);
    }

    [Fact]
    public async Task Only_the_card_whose_search_changed_is_another_one()
    {
        await _engine.SubmitAsync(_caller, "nasa");
        _engine.Time.Advance(TimeSpan.FromSeconds(1));
        await _engine.SubmitAsync(_caller, "esa");
        await StartAsync();
        var before = _tray.Cards;

        await _engine.Manager.CancelAsync(_caller, before[0].Job.JobId, Cancel);
        await UntilAsync(() => !_tray.Cards[0].IsRunning);

        Assert.NotSame(before[0], _tray.Cards[0]);
        Assert.Same(before[1], _tray.Cards[1]);
        Assert.Equal("Search of esa: 0 of 1 done, 1 cancelled.", _tray.Announcement);
    }

    [Fact]
    public async Task What_is_held_back_appears_when_it_is_let_go()
    {
        await StartAsync();
        using (_tray.HoldBack())
        {
            await _engine.SubmitAsync(_caller, "nasa");
            await ToldAsync();
            Assert.Empty(_tray.Cards);
        }

        await UntilAsync(() => _tray.Cards.Length == 1);
    }

    [Fact]
    public async Task An_event_of_a_search_that_is_not_on_the_tray_makes_it_read_the_database()
    {
        var job = await _engine.SubmitAsync(_caller, "nasa");
        await StartAsync();
        _tray.Remove([job.JobId]);

        await _engine.Manager.CancelAsync(_caller, job.JobId, Cancel);

        await UntilAsync(() => _tray.Cards is [{ Job.Status: JobStatus.Cancelled }]);
    }

    [Fact]
    public async Task What_was_cleared_away_on_another_device_goes_at_the_next_reading()
    {
        var job = await _engine.SubmitAsync(_caller, "nasa");
        await _engine.WorkAllAsync();
        await StartAsync();
        Assert.Single(_tray.Cards);

        await _engine.Manager.DismissAsync(_caller, [job.JobId], Cancel);
        await UntilAsync(() => _tray.Cards.IsEmpty, advanceBy: TrayState.RereadWhileIdle);
    }

    [Fact]
    public async Task Nobody_listens_any_more_when_the_page_is_closed()
    {
        await StartAsync();
        Assert.Equal(1, _engine.Get<JobFeed>().Subscribers);

        await _tray.DisposeAsync();

        Assert.Equal(0, _engine.Get<JobFeed>().Subscribers);
    }

    /// <summary>Who is signed in, for services outside a browser.</summary>
    internal static ClaimsPrincipal PrincipalOf(Caller caller) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.UserId.ToString())], "test"));

    private CurrentCaller CallerOf(Caller caller) => new(new SignedIn(PrincipalOf(caller)), new CallerResolver(_engine.Database));

    /// <summary>Waits for the one telling that follows the first reading.</summary>
    private async Task StartAsync()
    {
        _tray.Start();
        await ToldAsync();
        Assert.True(_tray.IsLoaded);
    }

    private async Task ToldAsync() => Assert.True(await _told.WaitAsync(Patience, Cancel));

    /// <summary>Lets the tray's clock run until it is so.</summary>
    private async Task UntilAsync(Func<bool> isSo, TimeSpan? advanceBy = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (!isSo())
        {
            _engine.Time.Advance(advanceBy ?? TrayState.MergeFor);
            await _told.WaitAsync(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    private sealed class SignedIn(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }
}
