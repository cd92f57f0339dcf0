namespace CreatorAnalytics.Apify;

/// <summary>A row of the profile actor's dataset.</summary>
public sealed record ProfileRow;

/// <summary>A row of the posts actor's dataset, or a post inside a profile row.</summary>
public sealed record PostRow;
