using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Analysis;

internal sealed class CreatorReportTable : IEntityTypeConfiguration<CreatorReport>
{
    public void Configure(EntityTypeBuilder<CreatorReport> report)
    {
        report.ToTable("creator_reports");
        report.Property(r => r.Username).HasMaxLength(ColumnLimits.Username);
        report.HasIndex(r => new { r.CreatorId, r.Version }).IsUnique();
        report.HasOne<Creator>().WithMany().HasForeignKey(r => r.CreatorId);
    }
}

internal sealed class TeamReportTable : IEntityTypeConfiguration<TeamReport>
{
    public void Configure(EntityTypeBuilder<TeamReport> granted)
    {
        granted.ToTable("team_reports");
        granted.HasKey(g => new { g.TeamId, g.ReportId });
        granted.HasIndex(g => new { g.TeamId, g.CreatorId });
        granted.HasOne<Team>().WithMany().HasForeignKey(g => g.TeamId);
        granted.HasOne<CreatorReport>().WithMany().HasForeignKey(g => g.ReportId);
    }
}
