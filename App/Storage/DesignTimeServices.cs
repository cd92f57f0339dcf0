using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Migrations.Design;

namespace CreatorAnalytics.Storage;

/// <summary>Found by the migration commands: puts what they write into Migrations/, beside App/, where they would not look by themselves.</summary>
internal sealed class DesignTimeServices : IDesignTimeServices
{
    public void ConfigureDesignTimeServices(IServiceCollection services) =>
        services.AddScoped<IMigrationsScaffolder, TopLevelScaffolder>();

    private sealed class TopLevelScaffolder(MigrationsScaffolderDependencies dependencies) : MigrationsScaffolder(dependencies)
    {
        // The last word of the namespace is the folder: CreatorAnalytics.Migrations.Sqlite goes to Migrations/Sqlite.
        protected override string GetDirectory(string projectDir, string? siblingFileName, string subnamespace) =>
            Path.Combine(MigrationsFolder(projectDir), subnamespace.Split('.')[^1]);

        // It looks for the files to delete in the project's folder and below.
        public override MigrationFiles RemoveMigration(
            string projectDir, string? rootNamespace, bool force, string? language, bool dryRun) =>
            base.RemoveMigration(MigrationsFolder(projectDir), rootNamespace, force, language, dryRun);

        private static string MigrationsFolder(string projectDir) => Path.GetFullPath(Path.Combine(projectDir, "..", "Migrations"));
    }
}
