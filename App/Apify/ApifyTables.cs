using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Apify;

internal sealed class ApifyRunTable : IEntityTypeConfiguration<ApifyRun>
{
    public void Configure(EntityTypeBuilder<ApifyRun> run)
    {
        run.ToTable("apify_runs");
        run.Property(r => r.Id).ValueGeneratedNever();
        run.Property(r => r.Kind).HasLowerCaseConversion();
        run.Property(r => r.Actor).HasMaxLength(100);
        run.Property(r => r.RunId).HasMaxLength(50);
        run.Property(r => r.DatasetId).HasMaxLength(50);
        run.Property(r => r.Status).HasMaxLength(20);
        run.HasIndex(r => r.BatchId);
        run.HasIndex(r => r.ClosedAt);
        run.HasIndex(r => r.RunId);
        run.HasIndex(r => new { r.UsageReadAt, r.ClosedAt });
        run.HasIndex(r => new { r.MergedAt, r.ClosedAt });
    }
}

internal sealed class ScrapeTable : IEntityTypeConfiguration<Scrape>
{
    public void Configure(EntityTypeBuilder<Scrape> scrape)
    {
        scrape.ToTable("scrapes");
        scrape.Property(s => s.Id).ValueGeneratedNever();
        scrape.Property(s => s.Username).HasMaxLength(30);
        scrape.Property(s => s.ExternalId).HasMaxLength(50);
        scrape.HasIndex(s => new { s.BatchId, s.Username }).IsUnique();
        scrape.HasIndex(s => new { s.Username, s.ScrapedAt });
    }
}
