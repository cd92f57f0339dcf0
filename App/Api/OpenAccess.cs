using System.Collections.Concurrent;
using System.Security.Claims;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Api;

/// <summary>
/// Ends what stays open when the key that opened it stops working: at once when that happens in this process, else within
/// <see cref="LookEvery"/>. One look at the database is for all that is open.
/// </summary>
internal sealed class OpenAccess : BackgroundService
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Access, Guid> _open = [];
    private readonly Doorbell _changed;
    private readonly ApiKeys _keys;
    private readonly ILogger<OpenAccess> _logger;

    public OpenAccess(ApiKeys keys, AccessChanges changes, TimeProvider time, ILogger<OpenAccess> logger)
    {
        (_keys, _logger, _changed) = (keys, logger, new Doorbell(time));
        changes.Changed += _ => _changed.Ring();
    }

    /// <summary>To be disposed of when what the request opened is closed.</summary>
    public Access Begin(HttpContext http)
    {
        var access = new Access(this, http.RequestAborted);
        _open[access] = Guid.Parse(http.User.FindFirstValue(AccountClaims.ApiKeyId)!);
        return access;
    }

    /// <summary>Ends what is open by keys that do not work any more.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var open = _open.ToArray();
        if (open.Length == 0)
            return;
        var working = await _keys.WorkingAsync([.. open.Select(access => access.Value).Distinct()], cancellationToken);
        await Task.WhenAll(open.Where(access => !working.Contains(access.Value)).Select(access => access.Key.EndAsync()));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _changed.WaitAsync(LookEvery, stoppingToken);
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.LogError(exception, "Whether keys still work could not be looked up; trying again in {Delay} s", LookEvery.TotalSeconds);
            }
            catch (OperationCanceledException)
            {
                // The host stops, and streams with it.
            }
        }
    }

    /// <summary>That something may stay open.</summary>
    internal sealed class Access : IDisposable
    {
        private readonly OpenAccess _all;

        // Never disposed of, so that it can be cancelled while its stream ends for another reason.
        private readonly CancellationTokenSource _refused = new();
        private readonly CancellationTokenSource _ended;

        public Access(OpenAccess all, CancellationToken clientGone)
        {
            _all = all;
            _ended = CancellationTokenSource.CreateLinkedTokenSource(_refused.Token, clientGone);
            Ended = _ended.Token;
        }

        /// <summary>Cancelled when the key stops working or the client goes.</summary>
        public CancellationToken Ended { get; }

        public Task EndAsync() => _refused.CancelAsync();

        public void Dispose()
        {
            _all._open.TryRemove(this, out _);
            _ended.Dispose();
        }
    }
}
