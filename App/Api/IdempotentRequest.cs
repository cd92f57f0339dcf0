using CreatorAnalytics.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Api;

/// <summary>A request that came with an Idempotency-Key, and what was answered.</summary>
public sealed class IdempotentRequest
{
    public Guid UserId { get; init; }

    public Guid TeamId { get; init; }

    /// <summary>As sent.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, address and body in lower-case hexadecimal.</summary>
    public required string RequestHash { get; init; }

    /// <summary>
    /// The id of what the request creates, decided with the key: whoever takes over after a crash finds by it what was made already.
    /// </summary>
    public Guid CreatedId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when somebody works on it; null once it is answered.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>The answer as JSON, encrypted, since answers may hold secrets; null until there is one.</summary>
    public string? Answer { get; init; }
}

internal sealed class IdempotentRequestTable : IEntityTypeConfiguration<IdempotentRequest>
{
    public void Configure(EntityTypeBuilder<IdempotentRequest> request)
    {
        request.ToTable("idempotent_requests");
        request.HasKey(r => new { r.TeamId, r.UserId, r.Key });
        request.HasIndex(r => r.CreatedAt);
        request.Property(r => r.Key).HasMaxLength(IdempotencyKeys.MaximumKeyLength).IsUnicode(false);
        request.Property(r => r.RequestHash).HasMaxLength(64).IsFixedLength().IsUnicode(false);
        request.HasOne<Team>().WithMany().HasForeignKey(r => r.TeamId);
    }
}
