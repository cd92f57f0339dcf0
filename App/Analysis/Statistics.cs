namespace CreatorAnalytics.Analysis;

/// <summary>The few statistics that the figures are made of. All are NaN for nothing.</summary>
public static class Statistics
{
    /// <summary>The middle value; of an even count the mean of the middle two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            return double.NaN;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static double Mean(IReadOnlyCollection<double> values) => values.Count == 0 ? double.NaN : values.Sum() / values.Count;

    /// <summary>Sample standard deviation (n − 1) ÷ mean. NaN for fewer than two values, and when the mean is zero.</summary>
    public static double Variation(IReadOnlyCollection<double> values)
    {
        var mean = Mean(values);
        if (values.Count < 2 || mean == 0)
            return double.NaN;
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)) / mean;
    }
}
