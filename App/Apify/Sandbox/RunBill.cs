using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// What a run is charged for. The platform settles its bills late: what it tells of a run lags some ten seconds behind what the run has
/// used, also after the run's end. Not safe to use from several threads at once.
/// </summary>
internal sealed class RunBill
{
    /// <summary>How far what is told lags behind, on the platform.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromSeconds(10);

    private readonly List<Charge> _charges = [];

    /// <summary>Everything that was charged, told or not.</summary>
    public double Usd { get; private set; }

    public void Add(string eventName, int count, double priceUsd, DateTimeOffset at)
    {
        if (count == 0)
            return;
        Usd += count * priceUsd;
        _charges.Add(new Charge(at, eventName, count, count * priceUsd));
    }

    /// <summary>The sum of what was charged up to <paramref name="settled"/>.</summary>
    public double UsdAt(DateTimeOffset settled) => Math.Round(_charges.Where(charge => charge.At <= settled).Sum(charge => charge.Usd), 8);

    /// <summary>How often each event was charged up to <paramref name="settled"/>.</summary>
    public JsonObject CountsAt(DateTimeOffset settled) => new(_charges
        .Where(charge => charge.At <= settled)
        .GroupBy(charge => charge.EventName)
        .Select(charges => KeyValuePair.Create<string, JsonNode?>(charges.Key, charges.Sum(charge => charge.Count))));

    private sealed record Charge(DateTimeOffset At, string EventName, int Count, double Usd);
}
