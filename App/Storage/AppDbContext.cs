using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Storage;

/// <summary>
/// The one model. It names no entity: each room brings its own with an <see cref="IEntityTypeConfiguration{TEntity}"/> and reads it
/// through <see cref="DbContext.Set{TEntity}()"/>. One context per operation, from <see cref="Database"/>.
/// </summary>
public abstract class AppDbContext : IdentityUserContext<AppUser, Guid>, IDataProtectionKeyContext
{
    protected AppDbContext(DbContextOptions options)
        : base(options)
    {
        // A write that fails is rolled back as a whole: a savepoint for each SaveChanges in it would only cost.
        Database.AutoSavepointsEnabled = false;
    }

    /// <summary>Keys that protect cookies and tokens; here so that every process on the database can read them.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");
        builder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
        StringListComparer.AddTo(builder.Model);
    }
}
