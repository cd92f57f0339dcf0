using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using MiniExcelLibs;

namespace CreatorAnalytics.Ui;

/// <summary>What could be read of a file that somebody chose.</summary>
/// <param name="Rows">The cells as text, empty ones included; rows may differ in length. Rows without any text are left out.</param>
/// <param name="WasCut">Whether the file holds more rows than are read.</param>
public sealed record SpreadsheetRows(IReadOnlyList<IReadOnlyList<string>> Rows, bool WasCut);

/// <summary>Reads CSV and Excel files that somebody chose; nothing in them is trusted.</summary>
public static class SpreadsheetFile
{
    /// <summary>In bytes. Far more than a list of usernames needs.</summary>
    public const int LargestFile = 2 * 1024 * 1024;

    public const int MostRows = 5000;

    private const int MostColumns = 50;
    private const int LongestCell = 500;

    // A workbook is a zip archive: this much may come out of it.
    private const long LargestContent = 64L * 1024 * 1024;

    private static readonly byte[] ZipMark = "PK"u8.ToArray();

    /// <summary>Reads the first sheet of a workbook, or delimited text in UTF-8 or UTF-16.</summary>
    /// <param name="content">At most <see cref="LargestFile"/> bytes.</param>
    /// <exception cref="InvalidDataException">It is neither; the message says what to do.</exception>
    public static SpreadsheetRows Read(byte[] content)
    {
        if (content.Length > LargestFile)
            throw new InvalidDataException($"The file is larger than {LargestFile / 1024 / 1024} MB. Keep only the column with the usernames.");
        try
        {
            using var stream = new MemoryStream(content);
            return Cut(content.AsSpan().StartsWith(ZipMark) ? ReadWorkbook(stream) : ReadText(stream));
        }
        catch (Exception exception)
        {
            throw new InvalidDataException("The file cannot be read. Save it as CSV or as an Excel workbook (.xlsx) and choose it again.", exception);
        }
    }

    private static SpreadsheetRows Cut(IEnumerable<IReadOnlyList<string>> rows)
    {
        var read = rows.Where(row => row.Any(cell => cell.Length > 0)).Take(MostRows + 1).ToList();
        return new SpreadsheetRows([.. read.Take(MostRows)], read.Count > MostRows);
    }

    private static IEnumerable<IReadOnlyList<string>> ReadWorkbook(MemoryStream stream)
    {
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
        {
            if (archive.Entries.Sum(entry => entry.Length) > LargestContent)
                throw new InvalidDataException("The workbook holds too much.");
        }

        stream.Position = 0;
        foreach (IDictionary<string, object?> row in stream.Query(useHeaderRow: false, excelType: ExcelType.XLSX))
            yield return [.. row.Values.Take(MostColumns).Select(value => Cell(Convert.ToString(value, CultureInfo.InvariantCulture)))];
    }

    private static IEnumerable<IReadOnlyList<string>> ReadText(MemoryStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        using var csv = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t", "|"],
            BadDataFound = null,
            Mode = CsvMode.RFC4180,
        });
        while (csv.Read())
            yield return [.. (csv.Record ?? []).Take(MostColumns).Select(Cell)];
    }

    private static string Cell(string? text)
    {
        var clean = (text ?? "").Replace("\0", "", StringComparison.Ordinal).Trim();
        return clean.Length > LongestCell ? clean[..LongestCell] : clean;
    }
}
