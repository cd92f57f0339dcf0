namespace CreatorAnalytics.Tests.Architecture;

internal static class Offenders
{
    /// <summary>Fails with all offenders and the reason of the rule; and when nothing was examined, since then the rule held nothing.</summary>
    public static void None<T>(string reason, IReadOnlyCollection<T> examined, Func<T, IEnumerable<string>> offences)
    {
        Assert.True(examined.Count > 0, $"Nothing was examined, so this rule holds nothing: {reason}");
        var found = examined.SelectMany(offences).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, $"{reason}\n  {string.Join("\n  ", found)}");
    }
}
