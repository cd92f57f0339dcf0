using System.Text.Json;
using CreatorAnalytics.Analysis.Tables;

namespace CreatorAnalytics.Tests.Analysis.Tables;

public sealed class TableRulesTests
{
    public static TheoryData<TableKind> Kinds { get; } = [.. Enum.GetValues<TableKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_comes_with_the_application_keeps_the_rules_and_reads_back_as_it_was_written(TableKind kind)
    {
        var delivered = ReferenceTable.Find(kind).Delivered;

        var read = ReferenceTable.Find(kind).Read(delivered.Text);

        Assert.Empty(read.Problems);
        Assert.Equal((delivered.Text, delivered.Source, delivered.Date), (read.Text, read.Source, read.Date));
        Assert.True(JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(delivered.Table), JsonSerializer.SerializeToElement(read.Table)));
        Assert.All(read.Text.Split('\n'), line => Assert.InRange(line.Length, 0, 400));
    }

    [Theory]
    [InlineData("benchmarks", "\"date\": \"2026-11-24\"", "\"date\": \"24.11.2026\"", "date must be a day such as 2026-11-24, when the source was read; it is “24.11.2026”.")]
    [InlineData("benchmarks", "Social Cat", " ", "source is empty. Say where the figures or words are from; reports repeat it.")]
    [InlineData("benchmarks", "\"from\": 5000,", "\"from\": 6000,", "rows, row 2: from must be 5000, where the row before ends; no size may be left out.")]
    [InlineData("benchmarks", "\"from\": 5000,", "\"from\": 500,", "rows, row 2: from (500) must be greater than in the row before (1,000); rows stand in ascending order.")]
    [InlineData("benchmarks", "[1.72, 3.38,", "[3.72, 3.38,", "rows, row 1: cuts must rise; they are 3.72, 3.38, 4.42, 7.97.")]
    [InlineData("benchmarks", "[1.72, 3.38,", "[1e999, 3.38,", "rows, row 1: cuts must be percentages from 0 to 1000.")]
    [InlineData("benchmarks", "[1.72, 3.38,", "[3.38,", "rows, row 1: cuts must be four numbers, where below, average, above and high begin; there are 3.")]
    [InlineData("reach-and-prices", "\"low\": 0.2,", "\"low\": 20,", "reach, row 1: low and high must be shares of followers from 0 to 1 (0.2 is 20 %), low not above high.")]
    [InlineData("reach-and-prices", "\"low\": 10,", "\"low\": 151,", "prices, row 1: low and high must be dollar amounts from 0 to 10,000,000, low not above high.")]
    [InlineData("generic-comments", "\"wow\"", "\"Wow\"", "words: “Wow” must be in lower case.")]
    [InlineData("generic-comments", "\"wow\"", "\"\"", "words: an empty word. Remove it.")]
    [InlineData("sponsored-words", "\"sponsored\"", "\"ad\"", "disclosedTags: “ad” stands there twice. Keep one.")]
    [InlineData("sponsored-words", "\"sponsored\"", "\"#sponsored\"", "disclosedTags: “#sponsored” must stand without its #.")]
    [InlineData("sentiment-words", "\"4\": [\"stunning\"", "\"40\": [\"stunning\"", "languages, en, words: “40” must be a number from −5 to 5, what its words are worth.")]
    [InlineData("sentiment-words", "\"slay*\"", "\"s*\"", "languages, en, words, 3: “s*” must be a beginning of at least 3 letters before its star.")]
    [InlineData("topics", "\"name\": \"Hair\"", "\"name\": \"Beauty\"", "topics: “Beauty” stands there twice. Keep one.")]
    [InlineData("topics", "\"hairstyle*\"", "\"all about my hair\"", "topics, Hair, strong: “all about my hair” must be one to 3 words, without punctuation; a star stands only at its end.")]
    public void A_table_that_breaks_a_rule_is_refused_with_the_place_and_what_to_do(string slug, string good, string bad, string problem) =>
        Assert.Contains(problem, ReadChanged(slug, good, bad));

    [Theory]
    [InlineData("\"note\": ", "\"notes\": ", "Line 5: there is no field “notes” here. Remove it, or correct its name.")]
    [InlineData("\"source\": \"Social Cat\",", "", "“source” is missing. Add it.")]
    [InlineData("\"from\": 5000,", "\"from\": \"5000\",", "Line 8: rows, entry 2, from must be a whole number. Correct it.")]
    [InlineData("\"from\": 5000,", "\"from\": null,", "Line 8: rows, entry 2, from must be a whole number. Correct it.")]
    [InlineData("\"Social Cat\"", "null", "source must not be empty. Fill it in.")]
    [InlineData("\"from\": 5000,", "\"from\": 5000", "Line 8: this is not JSON: ")]
    [InlineData("\"from\": 5000,", "\"from\": 5000, \"from\": 6000,", "“from” stands here twice. Keep one.")]
    public void A_text_that_is_no_table_is_refused_with_its_line_and_what_to_do(string good, string bad, string problem) =>
        Assert.Contains(problem, Assert.Single(ReadChanged("benchmarks", good, bad)), StringComparison.Ordinal);

    [Fact]
    public void A_table_without_rows_and_one_that_is_too_large_are_refused()
    {
        Assert.Contains("rows must have 1 to 100 rows; there are 0.", ReferenceTable.Find("benchmarks")!.Read(
            """{ "source": "Ours", "url": "", "date": "2026-01-01", "note": "", "rows": [] }""").Problems);
        Assert.Contains("There is no word. Add one, or go back to the delivered table.", ReferenceTable.Find("generic-comments")!.Read(
            """{ "source": "Ours", "date": "2026-01-01", "words": [] }""").Problems);
        Assert.StartsWith("The table has 40,001 characters", Assert.Single(ReferenceTable.Find("topics")!.Read(new string(' ', 40_000) + "x").Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_too_long_only_as_it_would_be_kept_is_refused_too()
    {
        var topics = ReferenceTable.Find("topics")!;
        var words = string.Join(',', Enumerable.Range(0, 1_950).Select(number => $"\"müßig{number}\""));
        var text = topics.Delivered.Text.Replace("\n", "", StringComparison.Ordinal).Replace("  ", "", StringComparison.Ordinal)
            .Replace("\"makeup\"", $"{words},\"makeup\"", StringComparison.Ordinal);
        Assert.InRange(text.Length, 0, ReferenceTable.LongestText);

        Assert.StartsWith("The table has 4", Assert.Single(topics.Read(text).Problems), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> ReadChanged(string slug, string good, string bad)
    {
        var table = ReferenceTable.Find(slug)!;
        Assert.Contains(good, table.Delivered.Text, StringComparison.Ordinal);
        return table.Read(table.Delivered.Text.Replace(good, bad, StringComparison.Ordinal)).Problems;
    }
}
