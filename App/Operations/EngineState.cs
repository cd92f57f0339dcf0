using CreatorAnalytics.Apify;
using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Operations;

/// <summary>How the engine does at one moment. What is in the database counts all processes; the rest is this process's own.</summary>
public sealed record EngineState
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Creators for whom nothing has begun yet, over all processes; many of them are in hand.</summary>
    public required QueueDepth Queue { get; init; }

    /// <summary>Searches that are being worked on.</summary>
    public required int JobsProcessing { get; init; }

    /// <summary>Searches that wait for a place among their user's running ones.</summary>
    public required int JobsPending { get; init; }

    /// <summary>The processes that hold work, this one always among them.</summary>
    public required IReadOnlyList<EngineProcess> Processes { get; init; }

    /// <summary>Creators that this process may work on at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Runs of this process on the data provider.</summary>
    public required Use Runs { get; init; }

    /// <summary>Runs that are going, over all processes.</summary>
    public required int RunsOfAll { get; init; }

    /// <summary>What keeps this process from starting runs now; empty when nothing does.</summary>
    public required IReadOnlyList<StartHold> Holds { get; init; }

    /// <summary>What the runs of this month (UTC) have cost, or are expected to, in US dollars.</summary>
    public required double SpentUsd { get; init; }

    /// <summary>What they may cost; null when the installation sets no limit.</summary>
    public required double? SpendingLimitUsd { get; init; }

    /// <summary>Analyses of this process.</summary>
    public required Use Analyses { get; init; }

    /// <summary>Requests of texts that wait for a place among them.</summary>
    public required int AnalysesWaiting { get; init; }

    /// <summary>Pages and streams that listen to this process.</summary>
    public required int Subscribers { get; init; }

    /// <summary>How long creators waited and were worked on of late in this process, by stage; stages that none came to are left out.</summary>
    public required IReadOnlyList<StageTimes> Stages { get; init; }

    /// <summary>Requests of this process to the data provider in the last minute.</summary>
    public required Requests ApifyRequests { get; init; }

    /// <summary>Creators that other processes took over from this one since it started.</summary>
    public required long LeasesLost { get; init; }

    /// <summary>Why creators were not delivered, most frequent first.</summary>
    public required IReadOnlyList<FailureCause> Failures { get; init; }

    public required Recent Delivered { get; init; }

    /// <summary>Creators in hand, over all processes.</summary>
    public int InHand => Processes.Sum(process => process.InHand);
}

/// <summary>How much of something is taken.</summary>
public sealed record Use(int Taken, int Allowed);

/// <summary>How long a stage took of late.</summary>
/// <param name="Worked">Null when none began.</param>
public sealed record StageTimes(Stage Stage, Times Waited, Times? Worked);

/// <summary>Half took <paramref name="Median"/> at most, 19 of 20 <paramref name="NineteenOfTwenty"/>.</summary>
public sealed record Times(TimeSpan Median, TimeSpan NineteenOfTwenty);

/// <summary>How many requests were sent, and how many of them failed.</summary>
public sealed record Requests(int Sent, int Failed);

/// <summary>How often something happened.</summary>
public sealed record Recent(int LastHour, int LastDay);

/// <summary>A process that works on creators.</summary>
/// <param name="WorkerId">Machine, process number and a random part.</param>
/// <param name="LeaseUntil">When others take its work over unless it gives a sign of life before; null while it holds none.</param>
/// <param name="IsThis">Whether it is the process that answers.</param>
/// <param name="IsAlive">Whether its lease holds.</param>
public sealed record EngineProcess(string WorkerId, int InHand, DateTimeOffset? LeaseUntil, bool IsThis, bool IsAlive)
{
    /// <summary>Where it runs, as people say it.</summary>
    public string Name => WorkerId.Split(':') is [var machine, var number, _] ? $"{machine}, process {number}" : WorkerId;
}

/// <summary>A cause for which creators were not delivered.</summary>
/// <param name="Code">One of <see cref="ItemErrors"/>.</param>
/// <param name="Retrying">Creators that failed for it and wait for their next try.</param>
/// <param name="Failed">Creators that ended for it.</param>
public sealed record FailureCause(string Code, int Retrying, Recent Failed);
