using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Storage;

/// <summary>The model on SQL Server; its migrations are in Migrations/SqlServer.</summary>
public sealed class SqlServerAppDbContext(DbContextOptions<SqlServerAppDbContext> options) : AppDbContext(options);
