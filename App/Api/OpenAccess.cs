using System.Security.Claims;
using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Api;

/// <summary>
/// Ends what stays open when the key that opened it stops working: at once when that happens in this process, else within
/// <see cref="LookEvery"/>.
/// </summary>
internal sealed class OpenAccess : IAsyncDisposable
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly ClaimsPrincipal _key;
    private readonly Guid _userId;
    private readonly ApiKeys _keys;
    private readonly AccessChanges _changes;
    private readonly CancellationTokenSource _ended;
    private readonly SemaphoreSlim _look = new(0);
    private readonly Task _watch;

    public OpenAccess(HttpContext http)
    {
        var services = http.RequestServices;
        (_keys, _changes) = (services.GetRequiredService<ApiKeys>(), services.GetRequiredService<AccessChanges>());
        _key = http.User;
        _userId = Guid.Parse(_key.FindFirstValue(ClaimTypes.NameIdentifier)!);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        Ended = _ended.Token;
        _changes.Changed += OnChanged;
        _watch = WatchAsync(services.GetRequiredService<TimeProvider>());
    }

    /// <summary>Cancelled when the key stops working or the client goes.</summary>
    public CancellationToken Ended { get; }

    public async ValueTask DisposeAsync()
    {
        _changes.Changed -= OnChanged;
        await _ended.CancelAsync();
        await _watch;
        _ended.Dispose();
        _look.Dispose();
    }

    private void OnChanged(Guid userId)
    {
        if (userId == _userId)
            _look.Release();
    }

    private async Task WatchAsync(TimeProvider time)
    {
        try
        {
            do
            {
                using var patience = new CancellationTokenSource(LookEvery, time);
                using var any = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Ended);
                try
                {
                    await _look.WaitAsync(any.Token);
                }
                catch (OperationCanceledException) when (!Ended.IsCancellationRequested)
                {
                    // Nobody said anything: it is time to look.
                }
            }
            while (await _keys.IsWorkingAsync(_key, Ended));
            await _ended.CancelAsync();
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
            // Whatever was open is closed already.
        }
    }
}
