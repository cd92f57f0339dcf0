using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Ui;

/// <summary>A table that can be had as a file, with all of its columns or some. Pages and REST give the same files.</summary>
public sealed class ExportTable<T>(params SpreadsheetColumn<T>[] columns)
{
    public IReadOnlyList<SpreadsheetColumn<T>> Columns => columns;

    /// <summary>The columns by which a file can be asked for, with what they are called.</summary>
    public IReadOnlyList<ExportColumn> Names { get; } = [.. columns.Select(column => new ExportColumn(column.Key, column.Title))];

    /// <summary>The columns named, in that order; all when none is. Null when a name is no column's.</summary>
    public IReadOnlyList<SpreadsheetColumn<T>>? Choose(string? keys)
    {
        var names = (keys ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
        var chosen = names.Select(name => columns.FirstOrDefault(column => column.Key == name)).OfType<SpreadsheetColumn<T>>().ToList();
        return chosen.Count < names.Count ? null : names.Count == 0 ? columns : chosen;
    }

    /// <summary>The rows as a file to keep; null when there is no such format or column.</summary>
    /// <param name="format">csv, xlsx or json.</param>
    /// <param name="name">The file's, without its ending.</param>
    public PushStreamHttpResult? Answer(string? format, string? keys, IAsyncEnumerable<T> rows, string name, CancellationToken cancellationToken)
    {
        if (Choose(keys) is not { } chosen)
            return null;
        return format switch
        {
            ExportFormats.Csv => TypedResults.Stream(
                stream => Spreadsheet.WriteCsvAsync(stream, chosen, rows, cancellationToken), Spreadsheet.CsvType, $"{name}.csv"),
            ExportFormats.Excel => TypedResults.Stream(
                stream => Spreadsheet.WriteExcelAsync(stream, chosen, rows, cancellationToken), Spreadsheet.ExcelType, $"{name}.xlsx"),
            ExportFormats.Json => TypedResults.Stream(
                stream => Spreadsheet.WriteJsonAsync(stream, chosen, rows, cancellationToken), Spreadsheet.JsonType, $"{name}.json"),
            _ => null,
        };
    }
}

/// <summary>A column of a file, as people and programs call it.</summary>
public sealed record ExportColumn(string Key, string Title);

/// <summary>The formats of files.</summary>
public static class ExportFormats
{
    public const string Csv = "csv";
    public const string Excel = "xlsx";
    public const string Json = "json";
}
