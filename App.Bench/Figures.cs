using System.Globalization;
using System.Text.Json;

namespace CreatorAnalytics.Bench;

/// <summary>What a scenario found: printed as a small table for people and one line of JSON for programs.</summary>
internal sealed class Figures(string scenario)
{
    private readonly List<(string Name, double Value, string Unit)> _rows = [];

    /// <param name="unit">ms, MB, x for a ratio, or empty for a count.</param>
    public void Add(string name, double value, string unit = "") => _rows.Add((name, Math.Round(value, 3), unit));

    public void Print()
    {
        var width = _rows.Max(row => row.Name.Length);
        Console.WriteLine(scenario);
        foreach (var (name, value, unit) in _rows)
            Console.WriteLine($"  {name.PadRight(width)}  {value.ToString("#,0.###", CultureInfo.InvariantCulture),10} {unit}");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            scenario,
            figures = _rows.ToDictionary(row => row.Name, row => row.Value),
        }));
    }

    /// <summary>The value below which the given part of the sorted values lies.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double part) =>
        sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Count) - 1, 0, sorted.Count - 1)];
}
