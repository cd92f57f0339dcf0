using System.Text.Json;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Jobs;

internal sealed class JobTable : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> job)
    {
        job.ToTable("creator_analysis_jobs");
        job.Property(j => j.JobType).HasLowerCaseConversion();
        job.Property(j => j.Status).HasLowerCaseConversion();
        job.Property(j => j.CurrentStage).HasLowerCaseConversion();
        job.Property(j => j.TraceParent).HasMaxLength(55).IsUnicode(false);
        job.HasIndex(j => new { j.UserId, j.Status, j.CreatedAt });
        job.HasIndex(j => new { j.TeamId, j.CreatedAt });
        job.HasIndex(j => new { j.ListId, j.CreatedAt }).HasFilter("list_id IS NOT NULL");
        job.HasOne<Team>().WithMany().HasForeignKey(j => j.TeamId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class JobItemTable : IEntityTypeConfiguration<JobItem>
{
    public void Configure(EntityTypeBuilder<JobItem> item)
    {
        item.ToTable("creator_job_items");
        item.HasOne<Job>().WithMany().HasForeignKey(i => i.JobId);
        item.HasIndex(i => new { i.JobId, i.Username }).IsUnique();
        item.HasIndex(i => new { i.Status, i.IsNew, i.CompletedAt });
        item.HasIndex(i => i.ScrapeId);
        item.HasIndex(i => i.CancelRequestedAt).HasFilter("cancel_requested_at IS NOT NULL AND completed_at IS NULL");
        item.Property(i => i.Username).HasMaxLength(30).IsUnicode(false);
        item.Property(i => i.Status).HasLowerCaseConversion();
        item.Property(i => i.Stage).HasLowerCaseConversion();
        item.Property(i => i.ErrorCode).HasMaxLength(40).IsUnicode(false);
        item.Property(i => i.ErrorMessage).HasMaxLength(500);
        item.Property(i => i.Warnings).HasConversion(
            warnings => JsonSerializer.Serialize(warnings, JobsJson.Default.ListItemWarning),
            text => JsonSerializer.Deserialize(text, JobsJson.Default.ListItemWarning) ?? new(),
            new ValueComparer<List<ItemWarning>>(
                (left, right) => left!.SequenceEqual(right!),
                warnings => warnings.Count,
                warnings => warnings.ToList()));
        item.Property(i => i.Attempts).HasConversion(
            attempts => JsonSerializer.Serialize(attempts, JobsJson.Default.ListItemAttempt),
            text => JsonSerializer.Deserialize(text, JobsJson.Default.ListItemAttempt),
            new ValueComparer<List<ItemAttempt>?>(
                (left, right) => left == right || (left != null && right != null && left.SequenceEqual(right)),
                attempts => attempts!.Count,
                attempts => attempts!.ToList()));
    }
}

internal sealed class QueueTable : IEntityTypeConfiguration<QueueEntry>
{
    public void Configure(EntityTypeBuilder<QueueEntry> entry)
    {
        entry.ToTable("job_queue");
        entry.HasOne<JobItem>().WithOne().HasForeignKey<QueueEntry>(e => e.ItemId);
        entry.HasIndex(e => new { e.FairRank, e.Id }).HasFilter("processed_at IS NULL");
        entry.HasIndex(e => new { e.Priority, e.ScheduledAt });
        entry.HasIndex(e => new { e.JobId, e.ProcessedAt });
        entry.HasIndex(e => new { e.UserId, e.FairRank }).HasFilter("processed_at IS NULL");
        entry.HasIndex(e => e.WorkerId).HasFilter("processed_at IS NULL");
        entry.Property(e => e.QueueName).HasMaxLength(40).IsUnicode(false);
        entry.Property(e => e.WorkerId).HasMaxLength(100).IsUnicode(false);
    }
}

internal sealed class JobUserTable : IEntityTypeConfiguration<JobUser>
{
    public void Configure(EntityTypeBuilder<JobUser> user)
    {
        user.ToTable("job_users", table => table.HasCheckConstraint("ck_job_users_processing", "processing_jobs >= 0"));
        user.HasKey(u => u.UserId);
    }
}

internal sealed class ListRefreshTable : IEntityTypeConfiguration<ListRefresh>
{
    public void Configure(EntityTypeBuilder<ListRefresh> refresh)
    {
        refresh.ToTable("list_refreshes");
        refresh.HasKey(r => r.ListId);
        refresh.HasOne<CreatorList>().WithOne().HasForeignKey<ListRefresh>(r => r.ListId);
        refresh.HasIndex(r => r.NextRefreshAt).HasFilter("next_refresh_at IS NOT NULL");
        refresh.Property(r => r.Frequency).HasLowerCaseConversion();
        refresh.Property(r => r.LastOutcome).HasLowerCaseConversion();
        refresh.Property(r => r.LastMessage).HasMaxLength(ListRefresh.MaximumMessageLength);
    }
}

internal sealed class JobEventTable : IEntityTypeConfiguration<JobEventRow>
{
    public void Configure(EntityTypeBuilder<JobEventRow> row)
    {
        row.ToTable("job_events");
        row.HasKey(e => new { e.JobId, e.Seq });
        row.HasOne<Job>().WithMany().HasForeignKey(e => e.JobId);
        row.HasIndex(e => new { e.UserId, e.Number }).IsUnique();
        row.Property(e => e.Kind).HasLowerCaseConversion();
    }
}
