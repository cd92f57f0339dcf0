namespace CreatorAnalytics.Jobs;

/// <summary>The right to work on an item, until its lease ends or somebody claims it with a higher number.</summary>
public sealed record ItemClaim(
    long EntryId, Guid JobId, Guid ItemId, long ClaimNumber, int RetryCount, long FairRank, bool RetryAlone);

/// <summary>Thrown when an item was taken over by another worker: the transaction rolls back and the work is dropped.</summary>
public sealed class ClaimLostException(ItemClaim claim)
    : Exception($"Item {claim.ItemId} is no longer held under claim {claim.ClaimNumber}.");
