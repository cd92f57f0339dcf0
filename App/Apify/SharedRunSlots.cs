using System.Threading.Channels;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Apify;

/// <summary>
/// Keeps the runs of all processes together under <see cref="ApifyOptions.MaxConcurrentRuns"/>, through Redis if there is one: a process
/// says what it needs, and is granted it if that leaves every other one its fair part. What is granted is leased, so the slots of a
/// process that was killed come free. A process that cannot reach Redis keeps to its grant while that is leased; then it has the whole
/// limit for itself.
/// </summary>
internal sealed class SharedRunSlots(RedisConnection redis, RunSlots slots, TimeProvider time, ILogger<SharedRunSlots> logger)
    : BackgroundService
{
    /// <summary>How long a process that says nothing keeps its slots.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a slot that another process left goes unnoticed.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    private const string Key = "creator-analytics:run-slots";

    /// <summary>
    /// One field a process: what it wants, what it was granted, until when, and since when it has neither got nor given anything. Nobody is
    /// granted more than all others leave, nor more than its part of the limit: that is divided evenly, and what somebody does not want goes
    /// to the rest. What is left of the part of those who have waited longer is kept for them, however often the others ask. Who was here
    /// before and is not known any more is granted nothing new: then nobody is.
    /// </summary>
    private const string Ask = """
        local me, used, asked, want = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local limit, lease, forgotten = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7] == '1'
        local time = redis.call('TIME')
        local now = time[1] + time[2] / 1000000
        local mine, since, others, wants = 0, now, {}, {}
        local all = redis.call('HGETALL', KEYS[1])
        for i = 1, #all, 2 do
          local field = {}
          for value in string.gmatch(all[i + 1], '%S+') do
            table.insert(field, tonumber(value))
          end
          if field[3] < now then
            redis.call('HDEL', KEYS[1], all[i])
          elseif all[i] == me then
            mine, since, forgotten = field[2], field[4], false
          else
            table.insert(others, { want = field[1], granted = field[2], since = field[4] })
            table.insert(wants, field[1])
          end
        end
        table.sort(wants)
        local rest, sharers = limit, #wants + 1
        for _, wanted in ipairs(wants) do
          if wanted * sharers > rest then
            break
          end
          rest, sharers = rest - wanted, sharers - 1
        end
        local part = math.ceil(rest / sharers)
        if used < mine or mine >= want then
          since = now
        end
        local free, theirs = limit, 0
        for _, other in ipairs(others) do
          theirs = theirs + other.granted
          if other.since < since then
            free = free - math.max(0, math.min(other.want, part) - other.granted)
          end
        end
        local within = math.max(used, math.min(part, free - theirs))
        local granted = forgotten and used or math.min(asked, within)
        if granted > mine then
          since = now
        end
        redis.call('HSET', KEYS[1], me, string.format('%d %d %.6f %.6f', want, granted, now + lease, since))
        redis.call('EXPIRE', KEYS[1], lease * 2)
        return { granted, within, part, theirs, forgotten and 1 or 0 }
        """;

    private readonly string _process = $"{Guid.CreateVersion7():N}";
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long? _grantedAt;
    private long? _forgottenAt;

    /// <summary>Asks before anybody can take a slot.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!redis.IsConfigured)
            return;
        slots.NeedChanged += () => _changed.Writer.TryWrite(true);
        await AskAsync(slots.Ask());
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Leaves the slots to the others. Runs that still go are counted by whoever reads them on.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (redis.IsConfigured)
            await AskAsync(new RunNeed(Used: 0, Asked: 0, Wanted: 0));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var changed = _changed.Reader.ReadAsync(stoppingToken).AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAny(tick, changed);
            if (tick.IsCompleted)
                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            if (changed.IsCompleted)
                changed = _changed.Reader.ReadAsync(stoppingToken).AsTask();
            try
            {
                await AskAsync(slots.Ask());
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(exception, "Run slots could not be shared");
            }
        }
    }

    private async Task AskAsync(RunNeed need)
    {
        var begun = time.GetTimestamp();

        // A Redis that was started anew knows nobody: nobody asks for more before all have told it what they use.
        if (_forgottenAt is { } forgottenAt && time.GetElapsedTime(forgottenAt, begun) < Lease / 2)
            need = need with { Asked = need.Used };
        var answer = await redis.EvaluatePatientlyAsync(
            Ask, Key, _process, need.Used, need.Asked, need.Wanted, slots.OfAll, (int)Lease.TotalSeconds, _grantedAt is not null);
        if (answer is not null)
        {
            _grantedAt = begun;
            if ((bool)answer[4])
                _forgottenAt = begun;
            slots.Share((int)answer[0], (int)answer[1], (int)answer[2], (int)answer[3]);
        }
        else if (_grantedAt is not { } grantedAt || time.GetElapsedTime(grantedAt) >= Lease)
        {
            slots.ShareNoLonger();
        }
    }
}
