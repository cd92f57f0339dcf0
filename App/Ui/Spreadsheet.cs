using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace CreatorAnalytics.Ui;

/// <summary>Writes tables as CSV, as Excel workbooks and as JSON.</summary>
public static class Spreadsheet
{
    public const string CsvType = "text/csv; charset=utf-8";
    public const string ExcelType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public const string JsonType = "application/json";

    private const string SheetName = "Export";

    // In bytes.
    private const int MostPending = 32 * 1024;

    /// <summary>
    /// Writes CSV as RFC 4180 has it, with a byte order mark, without which Excel guesses the encoding. Text that a spreadsheet would take
    /// for a formula gets an apostrophe before it: names and captions are written by strangers.
    /// </summary>
    public static async Task WriteCsvAsync<T>(
        Stream stream, IReadOnlyList<SpreadsheetColumn<T>> columns, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n" }, leaveOpen: true);
        foreach (var column in columns)
            csv.WriteField(column.Title);
        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var column in columns)
                csv.WriteField(Text(column.Value(row)));
            await csv.NextRecordAsync();
        }
    }

    /// <summary>Writes a workbook with one sheet, numbers and dates as such. Text is stored as text and never computed.</summary>
    public static async Task WriteExcelAsync<T>(
        Stream stream, IReadOnlyList<SpreadsheetColumn<T>> columns, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        // The writer returns to the start of what it wrote, which a response cannot.
        using var workbook = new MemoryStream();
        List<Dictionary<string, object?>> sheet = [];
        await foreach (var row in rows.WithCancellation(cancellationToken))
            sheet.Add(columns.ToDictionary(column => column.Title, column => Cell(column.Value(row))));
        if (sheet.Count == 0)
            sheet.Add(columns.ToDictionary(column => column.Title, _ => (object?)null));
        await workbook.SaveAsAsync(
            sheet, sheetName: SheetName, configuration: new OpenXmlConfiguration { AutoFilter = false }, cancellationToken: cancellationToken);
        workbook.Position = 0;
        await workbook.CopyToAsync(stream, cancellationToken);
    }

    /// <summary>Writes an array of objects that have the columns' keys, numbers as such.</summary>
    public static async Task WriteJsonAsync<T>(
        Stream stream, IReadOnlyList<SpreadsheetColumn<T>> columns, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            json.WriteStartObject();
            foreach (var column in columns)
                Write(json, column.Key, column.Value(row));
            json.WriteEndObject();
            if (json.BytesPending > MostPending)
                await json.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(key);
                break;
            case bool flag:
                json.WriteBoolean(key, flag);
                break;
            case int or long:
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                json.WriteNumber(key, number);
                break;
            case DateTimeOffset time:
                json.WriteString(key, Format.Iso(time));
                break;
            default:
                json.WriteString(key, $"{value}");
                break;
        }
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => WithoutFormula(text),
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => Format.Iso(time),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => WithoutFormula($"{value}"),
    };

    private static object? Cell(object? value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime,
        null or string or bool or int or long or double or decimal => value,
        _ => $"{value}",
    };

    // https://owasp.org/www-community/attacks/CSV_Injection
    private static string WithoutFormula(string text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? $"'{text}" : text;
}
