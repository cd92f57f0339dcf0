using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Operations;

/// <summary>The addresses of this room's pages.</summary>
public static class OperationsUrls
{
    public const string OperationsPath = "/operations";
    public const string TablesPath = "/operations/tables";
    public const string TablePath = "/operations/tables/{Slug}";
    public const string TableFilePath = "/operations/tables/{slug}/versions/{version:int}";

    /// <summary>Where a table is edited.</summary>
    public static string Table(ReferenceTable table) => $"{TablesPath}/{table.Slug}";

    /// <summary>A version of a table as a file; 0 is the delivered one.</summary>
    public static string TableFile(ReferenceTable table, int version) => $"{Table(table)}/versions/{version}";

    /// <summary>What the file is called.</summary>
    public static string TableFileName(ReferenceTable table, int version) => version == 0 ? $"{table.Slug}.json" : $"{table.Slug}-{version}.json";
}
