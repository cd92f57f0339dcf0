namespace CreatorAnalytics.Accounts;

/// <summary>
/// Opens one stream once, instead of an API key, where a browser can send no header. It stands for the key that asked for it and lives no
/// longer than <see cref="StreamTickets.Lifetime"/>.
/// </summary>
public sealed class StreamTicket
{
    public Guid Id { get; init; }

    /// <summary>See <see cref="ApiKeySecret.Hash"/>; the ticket itself is not stored.</summary>
    public required string TicketHash { get; init; }

    public Guid ApiKeyId { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Marks an endpoint that a stream ticket in the address opens: <c>?ticket=</c>.</summary>
public sealed class AcceptsStreamTicket
{
    public const string Parameter = "ticket";
}
