using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>
/// A table as an operator edited it, or put back. Rows are added and never changed: the highest version of a kind is in force, the others
/// are its history.
/// </summary>
internal sealed class TableVersion
{
    public TableKind Kind { get; init; }

    /// <summary>1, 2, 3 … of the kind; 0 is the table that comes with the application and is not stored.</summary>
    public int Version { get; init; }

    /// <summary>The table as <see cref="TableText"/> writes it; null where the delivered one was put back.</summary>
    public string? Document { get; init; }

    /// <summary>The operator; points to nobody when the account was deleted.</summary>
    public Guid EditedBy { get; init; }

    public DateTimeOffset EditedAt { get; init; }
}

internal sealed class TableVersionTable : IEntityTypeConfiguration<TableVersion>
{
    public void Configure(EntityTypeBuilder<TableVersion> version)
    {
        version.ToTable("reference_tables");
        version.HasKey(v => new { v.Kind, v.Version });
        version.Property(v => v.Kind).HasLowerCaseConversion();
    }
}
