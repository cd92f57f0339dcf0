namespace CreatorAnalytics.Creators;

/// <summary>Lengths of columns that hold scraped text; <see cref="ScrapedText"/> cuts to them.</summary>
internal static class ColumnLimits
{
    public const int ExternalId = 64;
    public const int Username = 64;
    public const int Name = 200;
    public const int Biography = 1000;

    /// <summary>Instagram's own limit is 2,200; 4,000 is the longest that SQL Server keeps in the row.</summary>
    public const int Text = 4000;

    public const int Url = 2048;
    public const int Word = 100;
    public const int Hash = 64;
}
