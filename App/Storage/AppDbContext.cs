using System.Data.Common;
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
    private readonly List<object> _appended = [];

    protected AppDbContext(DbContextOptions options)
        : base(options)
    {
        // A write that fails is rolled back as a whole: a savepoint for each SaveChanges in it would only cost.
        Database.AutoSavepointsEnabled = false;
    }

    /// <summary>Keys that protect cookies and tokens; here so that every process on the database can read them.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>
    /// Inserts a row with the next SaveChanges, as <see cref="NewRows"/>: in the order of the calls, after what is tracked. For rows that are
    /// made once and changed by statements only, in a transaction of <see cref="Storage.Database"/>.
    /// </summary>
    public void Append(object row) => _appended.Add(row);

    /// <summary>Saves what is tracked, then what was appended.</summary>
    /// <exception cref="DbUpdateException">The database refuses a row: the transaction must roll back.</exception>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (_appended.Count == 0)
            return saved;
        try
        {
            await NewRows.InsertAsync(this, _appended, cancellationToken);
        }
        catch (DbException exception)
        {
            throw new DbUpdateException("A row could not be inserted.", exception);
        }

        saved += _appended.Count;
        _appended.Clear();
        return saved;
    }

    /// <summary>Forgets what is tracked and what was appended: it is saved, or shall not be.</summary>
    public void Forget()
    {
        ChangeTracker.Clear();
        _appended.Clear();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");
        builder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
        StringListComparer.AddTo(builder.Model);
    }
}
