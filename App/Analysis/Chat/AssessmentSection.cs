namespace CreatorAnalytics.Analysis.Chat;

/// <summary>What a chat model wrote about a creator; plain text without links, checked for its form and not for its truth.</summary>
/// <param name="Category">One of the topics of <c>Data/topics.json</c>, or <c>Other</c>.</param>
/// <param name="BrandSafety">What a brand might not want to stand beside; empty when the model noted nothing.</param>
/// <param name="Model">As the installation's settings name it.</param>
/// <param name="Posts">How many captions it read.</param>
public sealed record AssessmentSection(string Summary, string Category, IReadOnlyList<BrandSafetyNote> BrandSafety, string Model, int Posts)
{
    /// <summary>What a brand might not want to stand beside; empty when the model noted nothing.</summary>
    public IReadOnlyList<BrandSafetyNote> BrandSafety { get; init; } = BrandSafety ?? [];
}

/// <param name="ShortCode">The post that says so; null when it is the profile.</param>
public sealed record BrandSafetyNote(BrandSafetyKind Kind, string Note, string? ShortCode);

/// <summary>What a brand might not want to stand beside.</summary>
public enum BrandSafetyKind
{
    AdultContent,
    Alcohol,
    DrugsAndTobacco,
    Gambling,
    Violence,
    HateOrInsult,
    StrongLanguage,
    Politics,
    MedicalClaims,
    FinancialPromises,
    Other,
}
