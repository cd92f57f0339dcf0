using System.Text.RegularExpressions;
using CreatorAnalytics.Operations;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CreatorAnalytics.Tests.Architecture;

/// <summary>docs/requirement-map.md and the README say what is true.</summary>
public sealed partial class RequirementMapTests
{
    private static readonly string[] RequiredTables = ["creator_analysis_jobs", "creator_job_items", "job_queue"];

    [Fact]
    public void Every_table_and_column_that_the_map_names_is_in_the_model()
    {
        using var db = new DesignTimeSqliteContext().CreateDbContext([]);
        var tables = db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.ToDictionary(table => table.Name);
        var mapped = Sections().ToList();

        Assert.Equal(RequiredTables, mapped.Select(section => section.Table));
        Offenders.None(
            "docs/requirement-map.md names what the model does not have:",
            [.. mapped.SelectMany(section => section.Rows.Select(row => (section.Table, Row: row)))],
            mapping => Names().Matches(mapping.Row[1]).Select(match => match.Groups[1].Value)
                .Where(column => tables[mapping.Table].FindColumn(column) is null)
                .Select(column => $"{mapping.Table}.{column}"));
    }

    [Fact]
    public void Every_column_of_the_required_tables_is_in_the_map_or_beside_one_that_is()
    {
        using var db = new DesignTimeSqliteContext().CreateDbContext([]);
        var tables = db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.ToDictionary(table => table.Name);
        Offenders.None(
            "A required table has columns that docs/requirement-map.md passes over:",
            [.. Sections()],
            section => tables[section.Table].Columns.Select(column => column.Name)
                .Except(Names().Matches(section.Text).Select(match => match.Groups[1].Value))
                .Select(column => $"{section.Table}.{column}"));
    }

    [Fact]
    public void The_types_that_the_map_names_exist()
    {
        var map = Repository.Read("docs/requirement-map.md");
        Offenders.None(
            "docs/requirement-map.md names what is not in the code:",
            [.. TypeNames().Matches(map).Select(match => (Type: match.Groups[1].Value, Member: match.Groups[2].Value))],
            name => SettingsCheck.OwnTypes.FirstOrDefault(type => type.FullName == $"CreatorAnalytics.{name.Type}") is { } type
                && (name.Member.Length == 0 || type.GetMember(name.Member).Length > 0)
                    ? []
                    : [$"{name.Type}.{name.Member}"]);
    }

    [Fact]
    public void The_README_has_every_setting()
    {
        var readme = Repository.Read("README.md");
        Offenders.None(
            "README.md lacks a setting in its table:",
            [
                .. SettingsCheck.OptionsTypes.SelectMany(options => options.GetProperties()
                    .Where(property => property.SetMethod is { IsPublic: true })
                    .Select(property => (Section: SettingsCheck.SectionOf(options)!, property.Name))),
            ],
            setting => readme.Contains($"`{setting.Section}:{setting.Name}`", StringComparison.Ordinal)
                || (setting.Section == "Bootstrap" && readme.Contains($"`:{setting.Name}`", StringComparison.Ordinal))
                    ? []
                    : [$"{setting.Section}:{setting.Name}"]);
    }

    /// <summary>The parts of the map that are about a table, with the cells of their rows.</summary>
    private static IEnumerable<(string Table, string Text, IReadOnlyList<string[]> Rows)> Sections() =>
        from part in Repository.Read("docs/requirement-map.md").Split("\n## ").Skip(1)
        let heading = TableHeading().Match(part)
        where heading.Success
        select (heading.Groups[1].Value, part, (IReadOnlyList<string[]>)
        [
            .. part.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(line => line.Split('|')[1..^1]),
        ]);

    [GeneratedRegex("^Table `([a-z_]+)`")]
    private static partial Regex TableHeading();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"`((?:Jobs|Credits|Apify|Analysis|Creators)\.[A-Z]\w+)(?:\.([A-Z]\w+))?`")]
    private static partial Regex TypeNames();
}
