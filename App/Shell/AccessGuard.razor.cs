using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>
/// Ends an open page whose user was removed from the team or changed to another: it is loaded anew, with what they may see now. It looks
/// when this process tells of a change, and every few seconds, since the change may have come about in another process.
/// </summary>
public sealed partial class AccessGuard : IAsyncDisposable
{
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _look = new(0);
    private Caller? _caller;
    private Task _watch = Task.CompletedTask;

    [Inject]
    public required AccessChanges Changes { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ILogger<AccessGuard> Logger { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public async ValueTask DisposeAsync()
    {
        Changes.Changed -= OnChanged;
        await _closed.CancelAsync();
        await _watch;
        _closed.Dispose();
        _look.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        _caller = await CurrentCaller.GetAsync(_closed.Token);
        if (_caller is null)
            return;
        Changes.Changed += OnChanged;
        _watch = WatchAsync();
    }

    private void OnChanged(Guid userId)
    {
        if (userId == _caller?.UserId)
            _look.Release();
    }

    private async Task WatchAsync()
    {
        try
        {
            do
            {
                using var patience = new CancellationTokenSource(LookEvery, Time);
                using var any = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _closed.Token);
                try
                {
                    await _look.WaitAsync(any.Token);
                }
                catch (OperationCanceledException) when (!_closed.IsCancellationRequested)
                {
                    // Nobody said anything: it is time to look.
                }
            }
            while (await IsAsBeforeAsync());
            await InvokeAsync(() => Navigation.NavigateTo(Navigation.Uri, forceLoad: true));
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page is closed.
        }
    }

    private async Task<bool> IsAsBeforeAsync()
    {
        try
        {
            var caller = await CurrentCaller.GetAsync(_closed.Token);
            return caller?.TeamId == _caller?.TeamId && caller?.Role == _caller?.Role;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A database that blinks throws nobody out.
            Logger.LogWarning(exception, "Whether user {UserId} is still a member could not be read", _caller?.UserId);
            return true;
        }
    }
}
