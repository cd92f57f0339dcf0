using CreatorAnalytics.Analysis;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Tests.Analysis.Text;

/// <summary>
/// Comments and captions in six languages, written for this purpose and labelled by hand, and what the models say of them. Also the
/// bench prints it.
/// </summary>
internal static class LabelledTexts
{
    private sealed record Row(bool IsComment, string Language, string Label, string Text);

    private static IReadOnlyList<Row> All { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Analysis", "Text", "labelled-texts.tsv")).Skip(1)
            .Select(line => line.Split('\t'))
            .Select(cells => new Row(cells[0] == "comment", cells[1], cells[2], cells[3])),
    ];

    public static int Count => All.Count;

    public static IReadOnlyList<string> Texts { get; } = [.. All.Select(row => row.Text)];

    public static Confusion Language() => new(
        "language",
        All.Zip(Languages(), (row, found) => (row.Language, found ?? "none", row.Text)));

    public static Confusion Sentiment()
    {
        var comments = All.Zip(Languages()).Where(pair => pair.First.IsComment).ToList();
        var words = new SentimentLexicons(Afinn.Default, ReferenceTables.Delivered.SentimentWords);
        var found = new SentimentModel().Read([.. comments.Select(pair => new Comment(pair.First.Text, words, pair.Second))]);
        return new("sentiment", comments.Zip(found, (pair, sentiment) =>
            (pair.First.Label, sentiment?.ToString().ToLowerInvariant() ?? "none", $"{pair.First.Language}: {pair.First.Text}")));
    }

    public static Confusion Sponsored() => new(
        "sponsored",
        All.Where(row => !row.IsComment).Select(row => (row.Label, Paid(row.Text) is PaidLevel.Organic ? "organic" : "sponsored", row.Text)));

    private static IReadOnlyList<string?> Languages() => new LanguageModel().Read([.. All.Select(row => row.Text)]);

    private static PaidLevel Paid(string caption) => PaidPosts.Classify(
        new PostFacts("a", PostType.Image, DateTimeOffset.UnixEpoch)
        {
            Caption = caption,
            Hashtags = CaptionWords.Hashtags(caption),
            Mentions = CaptionWords.Mentions(caption),
        },
        "someone",
        ReferenceTables.Delivered.SponsoredWords).Level;
}

/// <summary>How often what is so was taken for what.</summary>
internal sealed class Confusion(string name, IEnumerable<(string Is, string Found, string Text)> readings)
{
    private readonly IReadOnlyList<(string Is, string Found, string Text)> _readings = [.. readings];

    /// <summary>The part that was taken for what it is.</summary>
    public double Accuracy => (double)_readings.Count(reading => reading.Is == reading.Found) / _readings.Count;

    /// <summary>Of those that are so, the part that was found.</summary>
    public double Recall(string label) => Part(_readings.Where(reading => reading.Is == label), reading => reading.Found == label);

    /// <summary>Of those that were taken for it, the part that is.</summary>
    public double Precision(string label) => Part(_readings.Where(reading => reading.Found == label), reading => reading.Is == label);

    /// <summary>Rows are what it is, columns what it was taken for; below, what was taken for something else.</summary>
    public override string ToString()
    {
        var columns = _readings.Select(reading => reading.Found).Concat(Labels).Distinct().Order(StringComparer.Ordinal).ToList();
        return string.Join('\n',
        [
            $"{name}: {100 * Accuracy:0.0} % of {_readings.Count}",
            $"  {"",-10}{string.Concat(columns.Select(column => $"{column,10}"))}{"recall",10}{"precision",11}",
            .. Labels.Select(label =>
                $"  {label,-10}{string.Concat(columns.Select(column => $"{Count(label, column),10}"))}{Recall(label),10:0.00}{Precision(label),11:0.00}"),
            .. _readings.Where(reading => reading.Is != reading.Found).Select(reading => $"    {reading.Is} taken for {reading.Found}: {reading.Text}"),
        ]);
    }

    private IEnumerable<string> Labels => _readings.Select(reading => reading.Is).Distinct().Order(StringComparer.Ordinal);

    private int Count(string label, string found) => _readings.Count(reading => reading.Is == label && reading.Found == found);

    private static double Part(IEnumerable<(string Is, string Found, string Text)> of, Func<(string Is, string Found, string Text), bool> right)
    {
        var all = of.ToList();
        return all.Count == 0 ? 0 : (double)all.Count(right) / all.Count;
    }
}
