using System.Globalization;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>The engine at a glance, live, and the credits of teams; for operators.</summary>
public sealed partial class OperationsPage : IAsyncDisposable
{
    internal static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closed = new();
    private Task _refreshing = Task.CompletedTask;
    private EngineState? _state;
    private bool _isOperator;
    private bool _isPaused;
    private string? _problem;

    [Inject]
    private EngineQueries Engine { get; init; } = null!;

    [Inject]
    public required CurrentOperator CurrentOperator { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required ILogger<OperationsPage> Logger { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _refreshing;
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        if (RendererInfo.IsInteractive && _isOperator)
            _refreshing = RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        using var timer = new PeriodicTimer(RefreshEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_closed.Token))
            {
                if (_isPaused)
                    continue;
                await ReadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page is closed.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            if (await CurrentOperator.GetAsync(_closed.Token) is not { } reader)
            {
                _isOperator = false;
                Navigation.NotFound();
                return;
            }

            _isOperator = true;
            _state = await Engine.ReadAsync(reader, _closed.Token);
            _problem = null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && _isOperator)
        {
            Logger.LogWarning(exception, "The state of the engine could not be read");
            _problem = "The database did not answer; the figures below are older. Trying again.";
        }
    }

    private static string Share(Use use) => $"{Format.Exact(use.Taken)} of {Format.Exact(use.Allowed)}";

    private static string Dollars(double usd) => usd.ToString("$#,0.00", CultureInfo.InvariantCulture);

    private static string StageName(Stage stage) => stage switch
    {
        Stage.Queued => "In the queue",
        Stage.Apify => "Apify",
        Stage.Database => "Database",
        Stage.Cdn => "Pictures",
        Stage.Ai => "Analysis",
        _ => "Settling",
    };

    /// <summary>As <see cref="Format.Duration"/>, but in milliseconds where tenths of a second say nothing.</summary>
    private static string Short(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalMilliseconds: < 95 and var milliseconds } => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        { } longer => Format.Duration(longer),
    };

    private static string OldestWait(EngineState state) =>
        state.Queue.Waiting == 0 ? "nothing waits" : $"the first for {Format.Duration(state.Queue.OldestWait)}";

    private static string Paid(EngineState state) =>
        $"this month, runs not billed yet as expected; {(state.SpendingLimitUsd is { } limit ? $"at most {Dollars(limit)}" : "no limit set")}";

    private static string Lease(EngineProcess process, DateTimeOffset now) => process.LeaseUntil switch
    {
        null => "–",
        { } until when until <= now => "ended",
        { } until => Format.Duration(until - now),
    };
}
