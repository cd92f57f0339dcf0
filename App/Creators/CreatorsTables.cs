using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Creators;

internal sealed class CreatorTable : IEntityTypeConfiguration<Creator>
{
    public void Configure(EntityTypeBuilder<Creator> creator)
    {
        creator.ToTable("creators");
        creator.Property(c => c.ExternalId).HasMaxLength(ColumnLimits.ExternalId).IsUnicode(false);
        creator.Property(c => c.Username).HasMaxLength(ColumnLimits.Username);
        creator.Property(c => c.FullName).HasMaxLength(ColumnLimits.Name);
        creator.Property(c => c.Biography).HasMaxLength(ColumnLimits.Biography);
        creator.Property(c => c.Category).HasMaxLength(ColumnLimits.Name);
        creator.Property(c => c.AvatarSourceUrl).HasMaxLength(ColumnLimits.Url);
        creator.Property(c => c.AvatarKeptUrl).HasMaxLength(ColumnLimits.Url);
        creator.Property(c => c.AvatarHash).HasMaxLength(ColumnLimits.Hash).IsUnicode(false);
        creator.Property(c => c.Source).HasMaxLength(20).IsUnicode(false);
        creator.ComplexCollection(c => c.ExternalUrls, urls => urls.ToJson("external_urls"));
        creator.HasIndex(c => c.ExternalId).IsUnique();

        // Not unique: which of two accounts holds a name is decided at import by the newest sighting.
        creator.HasIndex(c => c.Username);
    }
}

internal sealed class CreatorUsernameTable : IEntityTypeConfiguration<CreatorUsername>
{
    public void Configure(EntityTypeBuilder<CreatorUsername> name)
    {
        name.ToTable("creator_usernames");
        name.HasKey(n => new { n.Username, n.CreatorId });
        name.Property(n => n.Username).HasMaxLength(ColumnLimits.Username);
        name.HasOne<Creator>().WithMany().HasForeignKey(n => n.CreatorId);
    }
}

internal sealed class CreatorPostTable : IEntityTypeConfiguration<CreatorPost>
{
    public void Configure(EntityTypeBuilder<CreatorPost> post)
    {
        post.ToTable("creator_posts");
        post.Property(p => p.ExternalId).HasMaxLength(ColumnLimits.ExternalId).IsUnicode(false);
        post.Property(p => p.ShortCode).HasMaxLength(ColumnLimits.ExternalId);
        post.Property(p => p.Type).HasLowerCaseConversion();
        post.Property(p => p.Url).HasMaxLength(ColumnLimits.Url);
        post.Property(p => p.Caption).HasMaxLength(ColumnLimits.Text);
        post.Property(p => p.OwnerUsername).HasMaxLength(ColumnLimits.Username);
        post.Property(p => p.ThumbnailSourceUrl).HasMaxLength(ColumnLimits.Url);
        post.Property(p => p.ThumbnailHash).HasMaxLength(ColumnLimits.Hash).IsUnicode(false);
        post.HasIndex(p => new { p.CreatorId, p.ExternalId }).IsUnique();
        post.HasIndex(p => new { p.CreatorId, p.TakenAt });
        post.HasOne<Creator>().WithMany().HasForeignKey(p => p.CreatorId);
    }
}

internal sealed class PostCommentTable : IEntityTypeConfiguration<PostComment>
{
    public void Configure(EntityTypeBuilder<PostComment> comment)
    {
        comment.ToTable("post_comments");
        comment.Property(c => c.ExternalId).HasMaxLength(ColumnLimits.ExternalId).IsUnicode(false);
        comment.Property(c => c.OwnerUsername).HasMaxLength(ColumnLimits.Username);
        comment.Property(c => c.Text).HasMaxLength(ColumnLimits.Text);
        comment.HasIndex(c => new { c.PostId, c.ExternalId }).IsUnique();
        comment.HasOne<CreatorPost>().WithMany().HasForeignKey(c => c.PostId);
    }
}

internal sealed class CreatorSnapshotTable : IEntityTypeConfiguration<CreatorSnapshot>
{
    public void Configure(EntityTypeBuilder<CreatorSnapshot> snapshot)
    {
        snapshot.ToTable("creator_snapshots");
        snapshot.HasIndex(s => new { s.CreatorId, s.TakenAt }).IsUnique();
        snapshot.HasOne<Creator>().WithMany().HasForeignKey(s => s.CreatorId);
    }
}

internal sealed class TeamCreatorTable : IEntityTypeConfiguration<TeamCreator>
{
    public void Configure(EntityTypeBuilder<TeamCreator> seen)
    {
        seen.ToTable("team_creators");
        seen.HasIndex(t => new { t.TeamId, t.CreatorId }).IsUnique();
        seen.HasIndex(t => new { t.TeamId, t.LastLookedUpAt });
        seen.HasOne<Team>().WithMany().HasForeignKey(t => t.TeamId);
        seen.HasOne<Creator>().WithMany().HasForeignKey(t => t.CreatorId);
    }
}

internal sealed class CreatorListTable : IEntityTypeConfiguration<CreatorList>
{
    public void Configure(EntityTypeBuilder<CreatorList> list)
    {
        list.ToTable("creator_lists");
        list.Property(l => l.Name).HasMaxLength(CreatorList.MaximumNameLength);
        list.Property(l => l.Note).HasMaxLength(CreatorList.MaximumNoteLength);

        // Two members may make a list of the same name at once.
        list.HasIndex(l => new { l.TeamId, l.Name }).IsUnique();
        list.HasOne<Team>().WithMany().HasForeignKey(l => l.TeamId);
    }
}

internal sealed class CreatorListEntryTable : IEntityTypeConfiguration<CreatorListEntry>
{
    public void Configure(EntityTypeBuilder<CreatorListEntry> entry)
    {
        entry.ToTable("creator_list_entries");
        entry.HasKey(e => new { e.ListId, e.CreatorId });
        entry.Property(e => e.Status).HasLowerCaseConversion();
        entry.Property(e => e.Note).HasMaxLength(CreatorList.MaximumNoteLength);
        entry.HasOne<CreatorList>().WithMany().HasForeignKey(e => e.ListId);
        entry.HasOne<Creator>().WithMany().HasForeignKey(e => e.CreatorId);
    }
}
