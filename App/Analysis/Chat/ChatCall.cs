using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Analysis.Chat;

/// <summary>A request to a chat model, for what it costs; it names nobody.</summary>
internal sealed class ChatCall
{
    public Guid Id { get; init; }

    public DateTimeOffset AskedAt { get; init; }

    /// <summary>What it can cost at most until its cost is known, and where that is never told.</summary>
    public double Usd { get; init; }

    /// <summary>Null until the model has said how many.</summary>
    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }
}

internal sealed class ChatCallTable : IEntityTypeConfiguration<ChatCall>
{
    public void Configure(EntityTypeBuilder<ChatCall> call)
    {
        call.ToTable("chat_calls");
        call.Property(c => c.Id).ValueGeneratedNever();
        call.HasIndex(c => c.AskedAt);
    }
}
