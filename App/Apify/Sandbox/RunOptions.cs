using System.Numerics;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What a start asks of a run beside its input.</summary>
/// <param name="TimeoutSecs">After which the run is TIMED-OUT, in real seconds; 0 is never.</param>
internal sealed record RunOptions(int TimeoutSecs, int MemoryMbytes, long? MaxItems, double? MaxTotalChargeUsd, string Build)
{
    /// <summary>Seven days, as on the platform.</summary>
    public const int DefaultTimeoutSecs = 604_800;
    public const int DefaultMemoryMbytes = 1024;

    // What a cancellation timer can hold, about 46 days.
    private const int LongestTimeoutSecs = 4_000_000;
    private const int MinMemory = 128;
    private const int MaxMemory = 32_768;

    /// <summary>The options in a query, each falling back to <paramref name="defaults"/>.</summary>
    public static RunOptions From(IQueryCollection query, RunOptions? defaults = null)
    {
        defaults ??= new RunOptions(DefaultTimeoutSecs, DefaultMemoryMbytes, null, null, "latest");
        return Checked(new RunOptions(
            (int)Math.Min(query.Number("timeout") ?? defaults.TimeoutSecs, LongestTimeoutSecs),
            (int)Math.Min(query.Number("memory") ?? defaults.MemoryMbytes, int.MaxValue),
            query.Number("maxItems") ?? defaults.MaxItems,
            query.Amount("maxTotalChargeUsd") ?? defaults.MaxTotalChargeUsd,
            query["build"].ToString() is { Length: > 0 } build ? build : defaults.Build));
    }

    /// <summary>The options of a task, which stand in the platform's JSON.</summary>
    public static RunOptions From(JsonObject? options) => Checked(new RunOptions(
        Math.Clamp(Whole(options, "timeoutSecs") ?? DefaultTimeoutSecs, 0, LongestTimeoutSecs),
        Whole(options, "memoryMbytes") ?? DefaultMemoryMbytes,
        Whole(options, "maxItems"),
        options?["maxTotalChargeUsd"]?.GetValue<double>(),
        options?["build"]?.ToString() ?? "latest"));

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["build"] = Build,
            ["timeoutSecs"] = TimeoutSecs,
            ["memoryMbytes"] = MemoryMbytes,
            ["diskMbytes"] = 2 * MemoryMbytes,
        };
        if (MaxItems is { } items)
            json["maxItems"] = items;
        if (MaxTotalChargeUsd is { } charge)
            json["maxTotalChargeUsd"] = charge;
        return json;
    }

    private static int? Whole(JsonObject? options, string name) => (int?)options?[name]?.GetValue<double>();

    private static RunOptions Checked(RunOptions options)
    {
        if (options.MemoryMbytes is < MinMemory or > MaxMemory || !BitOperations.IsPow2(options.MemoryMbytes))
            throw ApifyFault.InvalidValue($"Memory must be a power of 2 from {MinMemory} to {MaxMemory} MB, but it was {options.MemoryMbytes}.");
        if (options.MaxItems is 0)
            throw new ApifyFault(400, "max-items-must-be-greater-than-zero", "Maximum charged results must be greater than zero");
        if (options.MaxTotalChargeUsd is <= 0)
            throw new ApifyFault(400, "max-total-charge-usd-below-minimum", "Maximum total charge must be greater than zero");
        return options;
    }
}
