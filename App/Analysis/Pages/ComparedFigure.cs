using CreatorAnalytics.Ui;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>What stands in a row of the comparison under one creator.</summary>
/// <param name="Value">What to rank by; null without a value.</param>
/// <param name="Text">For reading; null without a value.</param>
/// <param name="Sample">What it stands on, or why there is no value.</param>
internal sealed record ComparedCell(double? Value, string? Text, string Sample, bool IsUnsure);

/// <summary>A row of the comparison.</summary>
/// <param name="Key">Unique over all rows.</param>
internal sealed record ComparedFigure(string Key, string Name, Func<Report, ComparedCell?> Cell)
{
    /// <summary>Whether the creator's value is the highest or the lowest of those that are compared; null when neither, or when all are equal.</summary>
    public string? MarkOf(Report report, IReadOnlyList<Report> compared)
    {
        var values = compared.Select(other => Cell(other)?.Value).OfType<double>().ToList();
        if (values.Count < 2 || Cell(report)?.Value is not { } value)
            return null;
        var (lowest, highest) = (values.Min(), values.Max());
        return lowest.Equals(highest) ? null : value.Equals(highest) ? "highest" : value.Equals(lowest) ? "lowest" : null;
    }
}

/// <summary>The rows of the comparison under a heading, in the order of the report.</summary>
internal sealed record ComparedGroup(string Title, IReadOnlyList<ComparedFigure> Rows)
{
    public static IReadOnlyList<ComparedGroup> Of(Report any) =>
    [
        new("Account",
        [
            new("Followers", "Followers", report => Count(report.Followers)),
            new("Following", "Following", report => Count(report.Following)),
            new("Posts in all", "Posts in all", report => Count(report.PostsCount)),
        ]),
        .. FigureGroup.Of(any.Metrics).Select((group, at) => new ComparedGroup(
            group.Title,
            [.. group.Figures.Select((named, index) => new ComparedFigure(
                $"{group.Title}: {named.Name}", named.Name, report => Figure(report, FigureGroup.Of(report.Metrics)[at].Figures[index])))])),
    ];

    private static ComparedCell Count(long? value) =>
        new(value, value is { } known ? Format.Compact(known) : null, value is { } exact ? Format.Exact(exact) : "Not known", IsUnsure: false);

    private static ComparedCell Figure(Report report, NamedFigure named) => new(
        named.Figure.Value,
        named.Figure.Value is { } value ? FigureText.Value(value, named.Figure.Unit, named.IsChange) : null,
        named.Figure.Value is null ? FigureText.Reason(named.Figure.Reason, report.HiddenLikes) : FigureText.Sample(named.Figure),
        named.Figure.Confidence is Confidence.Low);
}
