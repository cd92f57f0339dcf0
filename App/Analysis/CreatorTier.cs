namespace CreatorAnalytics.Analysis;

/// <summary>HypeAuditor's words for a creator's size by followers; "emerging", below its smallest, is ours.</summary>
public enum CreatorTier
{
    /// <summary>Below 1,000.</summary>
    Emerging,

    /// <summary>From 1,000.</summary>
    Nano,

    /// <summary>From 5,000.</summary>
    Micro,

    /// <summary>From 20,000.</summary>
    Mid,

    /// <summary>From 100,000.</summary>
    Macro,

    /// <summary>Above 1,000,000.</summary>
    Mega,
}

/// <summary>Finds the tier of a creator.</summary>
public static class CreatorTiers
{
    /// <summary>Null when the number of followers is unknown.</summary>
    public static CreatorTier? Of(long? followers) => followers switch
    {
        null => null,
        < 1_000 => CreatorTier.Emerging,
        < 5_000 => CreatorTier.Nano,
        < 20_000 => CreatorTier.Micro,
        < 100_000 => CreatorTier.Mid,
        <= 1_000_000 => CreatorTier.Macro,
        _ => CreatorTier.Mega,
    };
}
