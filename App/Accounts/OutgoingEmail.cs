namespace CreatorAnalytics.Accounts;

/// <summary>A message that waits to be sent; it is deleted when it was, or when it was tried for too long.</summary>
public sealed class OutgoingEmail
{
    public Guid Id { get; init; }

    public required string To { get; init; }

    /// <summary>Null for the wish to reset a password: whether there is such an account is found out when it is sent.</summary>
    public string? Subject { get; init; }

    /// <summary>Null with <see cref="Subject"/>.</summary>
    public string? Text { get; init; }

    /// <summary>What follows the text, encrypted: a link that lets in whoever has it.</summary>
    public string? ProtectedLink { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset DueAt { get; init; }

    /// <summary>Which attempt holds it; null while nobody sends it.</summary>
    public Guid? LeaseId { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }
}
