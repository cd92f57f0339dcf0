namespace CreatorAnalytics.Jobs;

/// <summary>The right to work on an item, until its lease ends or somebody claims it with a higher number.</summary>
/// <param name="MaxRetries">How many retries the item has, by the settings it was submitted under.</param>
/// <param name="LeasesLost">How many workers have been lost while they held the item.</param>
/// <param name="WaitedMs">How long it could have been claimed before it was.</param>
public sealed record ItemClaim(
    long EntryId,
    Guid JobId,
    Guid ItemId,
    Guid UserId,
    long ClaimNumber,
    int RetryCount,
    int MaxRetries,
    int LeasesLost,
    long FairRank,
    bool RetryAlone,
    long WaitedMs);

/// <summary>Thrown when an item was taken over by another worker: the transaction rolls back and the work is dropped.</summary>
public sealed class ClaimLostException(ItemClaim claim)
    : Exception($"Item {claim.ItemId} is no longer held under claim {claim.ClaimNumber}.");
