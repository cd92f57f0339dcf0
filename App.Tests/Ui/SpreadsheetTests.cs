using System.IO.Compression;
using System.Text;
using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Tests.Ui;

public sealed class SpreadsheetTests
{
    private static readonly SpreadsheetColumn<Row>[] Columns =
    [
        new("username", "Username", row => row.Username),
        new("followers", "Followers", row => row.Followers),
        new("rate", "Rate", row => row.Rate),
        new("at", "At", row => row.At),
    ];

    private static readonly Row[] Rows =
    [
        new("=HYPERLINK(\"http://evil\")", 12, 0.5, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
        new("quote \" comma, line\nbreak ü", null, -1.5, null),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Csv_is_quoted_and_holds_no_formula()
    {
        using var stream = new MemoryStream();
        await Spreadsheet.WriteCsvAsync(stream, Columns, Rows.ToAsyncEnumerable(), Cancel);

        Assert.Equal(
            "\uFEFFUsername,Followers,Rate,At\r\n\"'=HYPERLINK(\"\"http://evil\"\")\",12,0.5,2026-01-02T03:04:05Z\r\n\"quote \"\" comma, line\nbreak ü\",,-1.5,\r\n",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    public async Task Text_that_a_spreadsheet_would_compute_gets_an_apostrophe(string text)
    {
        using var stream = new MemoryStream();
        await Spreadsheet.WriteCsvAsync(stream, Columns[..1], new[] { new Row(text, null, 0, null) }.ToAsyncEnumerable(), Cancel);
        Assert.Contains($"'{text}", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_that_was_written_reads_back_with_its_text_as_text()
    {
        using var stream = new MemoryStream();
        await Spreadsheet.WriteExcelAsync(stream, Columns, Rows.ToAsyncEnumerable(), Cancel);

        var read = SpreadsheetFile.Read(stream.ToArray());
        Assert.Equal(["Username", "Followers", "Rate", "At"], read.Rows[0]);
        Assert.Equal(["=HYPERLINK(\"http://evil\")", "12", "0.5"], read.Rows[1].Take(3));
    }

    [Theory]
    [InlineData("a,b\n1,2,3\n\n4\n", "a|b / 1|2|3 / 4")]
    [InlineData("a;b\n1;2\n", "a|b / 1|2")]
    [InlineData("a\tb\r\n1\t2", "a|b / 1|2")]
    [InlineData("\"x\ny\",\"q\"\"z\"", "x\ny|q\"z")]
    [InlineData("only", "only")]
    [InlineData("", "")]
    public void Delimited_text_is_read_whatever_its_delimiter_and_however_ragged(string text, string expected) =>
        Assert.Equal(expected, string.Join(" / ", SpreadsheetFile.Read(Encoding.UTF8.GetBytes(text)).Rows.Select(row => string.Join('|', row))));

    [Fact]
    public void Text_in_utf_16_is_read()
    {
        byte[] content = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("user,müller\n")];
        Assert.Equal(["user", "müller"], Assert.Single(SpreadsheetFile.Read(content).Rows));
    }

    [Fact]
    public void A_long_file_is_cut_and_says_so()
    {
        var read = SpreadsheetFile.Read(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 6000).Select(n => $"user{n}"))));
        Assert.Equal((SpreadsheetFile.MostRows, true), (read.Rows.Count, read.WasCut));
    }

    [Fact]
    public void What_is_no_table_is_refused_with_what_to_do()
    {
        byte[][] rubbish = [[.. "PK"u8, 1, 2, 3], ZipOf(("xl/workbook.xml", new byte[10])), ZipOf(("xl/worksheets/sheet1.xml", new byte[65 * 1024 * 1024]))];
        foreach (var content in rubbish)
            Assert.Contains("choose it again", Assert.Throws<InvalidDataException>(() => SpreadsheetFile.Read(content)).Message, StringComparison.Ordinal);
    }

    private static byte[] ZipOf(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private sealed record Row(string Username, long? Followers, double Rate, DateTimeOffset? At);
}
