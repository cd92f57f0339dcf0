namespace CreatorAnalytics.Accounts;

/// <summary>
/// Tells, in this process, that what a user may do has changed: a key was revoked, a member removed. Whoever holds something open for a
/// user looks again then; it also looks from time to time, since the change may have come about in another process.
/// </summary>
public sealed class AccessChanges
{
    /// <summary>Told the user's id, on the thread of whoever made the change.</summary>
    public event Action<Guid>? Changed;

    public void Publish(Guid userId) => Changed?.Invoke(userId);
}
