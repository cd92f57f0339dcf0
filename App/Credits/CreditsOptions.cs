namespace CreatorAnalytics.Credits;

/// <summary>Section <c>Credits</c>: what a creator costs and what a new team starts with.</summary>
public sealed class CreditsOptions
{
    public const string Section = "Credits";

    /// <summary>Price of a creator that this installation has not analysed yet, in credits.</summary>
    /// <value>The default is 25.</value>
    public long NewCreator { get; set; } = 25;

    /// <summary>Price of a creator that this installation knows already, in credits.</summary>
    /// <value>The default is 5.</value>
    public long ExistingCreator { get; set; } = 5;

    /// <summary>What a new team starts with, in credits.</summary>
    /// <value>The default is 500.</value>
    public long StartingGrant { get; set; } = 500;

    /// <summary>What every team is given on the first of a month (UTC), in credits.</summary>
    /// <value>The default is 0: nothing.</value>
    public long MonthlyGrant { get; set; }

    /// <summary>The price by whether the creator is new.</summary>
    public long PriceOf(bool isNew) => isNew ? NewCreator : ExistingCreator;

    internal IEnumerable<string> Problems()
    {
        if (ExistingCreator < 1)
            yield return $"Credits:ExistingCreator must be 1 or more; it is {ExistingCreator}.";
        if (NewCreator < ExistingCreator)
            yield return $"Credits:NewCreator must not be less than Credits:ExistingCreator, since a price can only fall; it is {NewCreator}.";
        if (StartingGrant < 0)
            yield return $"Credits:StartingGrant must be 0 or more; it is {StartingGrant}.";
        if (MonthlyGrant < 0)
            yield return $"Credits:MonthlyGrant must be 0 or more; it is {MonthlyGrant}.";
    }
}
