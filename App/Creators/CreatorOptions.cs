namespace CreatorAnalytics.Creators;

/// <summary>Section <c>Creators</c>.</summary>
public sealed class CreatorOptions
{
    public const string Section = "Creators";

    private const int HoursOfAYear = 8760;

    /// <summary>How long a known creator is served from what is stored instead of being scraped again, in hours; 0 means never.</summary>
    /// <value>The default is 24.</value>
    public int FreshHours { get; set; } = 24;

    /// <summary>Whether a creator scraped then need not be scraped again at <paramref name="now"/>.</summary>
    public bool IsFresh(DateTimeOffset lastScrapedAt, DateTimeOffset now) => now - lastScrapedAt < TimeSpan.FromHours(FreshHours);

    internal IEnumerable<string> Problems()
    {
        if (FreshHours is < 0 or > HoursOfAYear)
            yield return $"Creators:FreshHours must be 0 to {HoursOfAYear}; it is {FreshHours}.";
    }
}
