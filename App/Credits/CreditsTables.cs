using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Credits;

internal sealed class WalletTable : IEntityTypeConfiguration<Wallet>
{
    public void Configure(EntityTypeBuilder<Wallet> wallet)
    {
        wallet.ToTable("wallets", table =>
        {
            table.HasCheckConstraint("ck_wallets_balance", "balance >= 0");
            table.HasCheckConstraint("ck_wallets_reserved", "reserved >= 0 AND reserved <= balance");
        });
        wallet.HasKey(w => w.TeamId);
        wallet.HasOne<Team>().WithOne().HasForeignKey<Wallet>(w => w.TeamId);
    }
}

internal sealed class LedgerTable : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> entry)
    {
        entry.ToTable("credit_ledger");
        entry.Property(e => e.Kind).HasLowerCaseConversion();
        entry.Property(e => e.IdempotencyKey).HasMaxLength(100).IsUnicode(false);
        entry.Property(e => e.Reason).HasMaxLength(500);
        entry.HasIndex(e => e.IdempotencyKey).IsUnique();
        entry.HasIndex(e => new { e.TeamId, e.Id });
        entry.HasIndex(e => e.JobId);
        entry.HasIndex(e => new { e.TeamId, e.UserId, e.CreatedAt });
        entry.HasOne<Team>().WithMany().HasForeignKey(e => e.TeamId).OnDelete(DeleteBehavior.Restrict);
    }
}
