using CreatorAnalytics.Analysis.Text;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>A table that was read: either it stands, with its source and date, or there are problems.</summary>
/// <param name="Text">As the application writes it; as it was given when there are problems.</param>
public sealed record TableReading(string Text, string Source, string Date, IReadOnlyList<string> Problems)
{
    /// <summary>The table itself; null when there are problems.</summary>
    internal object? Table { get; init; }
}

/// <summary>What there is to know of a kind of table.</summary>
public abstract class ReferenceTable(TableKind kind, string name, string slug, string purpose)
{
    /// <summary>In characters; a page sends it in one message.</summary>
    public const int LongestText = 40_000;

    /// <summary>All of them, in the order of pages.</summary>
    public static IReadOnlyList<ReferenceTable> All { get; } =
    [
        new Of<Benchmarks>(
            TableKind.Benchmarks, "Engagement benchmarks", "benchmarks", "What engagement is usual by number of followers: peers, verdicts and two signals of authenticity.",
            tables => tables.Benchmarks, (tables, table) => tables with { Benchmarks = table }, table => table.Source, table => table.Date, NumberRules.Of),
        new Of<ReachTable>(
            TableKind.ReachAndPrices, "Reach and prices", "reach-and-prices", "The bands behind estimates of reach, media value and the price of a post.",
            tables => tables.ReachAndPrices, (tables, table) => tables with { ReachAndPrices = table },
            table => string.Join("; ", ((string[])[table.ReachSource, table.ImpressionsSource, table.CpmSource, table.PriceSource]).Distinct()), table => table.Date,
            NumberRules.Of),
        new Of<GenericWords>(
            TableKind.GenericComments, "Words of generic comments", "generic-comments", "A comment of one or two of these could stand under any picture.",
            tables => tables.GenericComments, (tables, table) => tables with { GenericComments = table }, table => table.Source, table => table.Date, WordRules.Of),
        new Of<SponsoredWords>(
            TableKind.SponsoredWords, "Words of sponsored posts", "sponsored-words", "By these tags and phrases a post is told to be advertising, or likely to be.",
            tables => tables.SponsoredWords, (tables, table) => tables with { SponsoredWords = table }, table => table.Source, table => table.Date, WordRules.Of),
        new Of<SentimentWords>(
            TableKind.SentimentWords, "Words of sentiment", "sentiment-words", "Words and emoji by which comments praise or complain, and what each is worth. English ones add to AFINN-165, which is fixed.",
            tables => tables.SentimentWords, (tables, table) => tables with { SentimentWords = table }, table => table.Source, table => table.Date, WordRules.Of),
        new Of<TopicTable>(
            TableKind.Topics, "Topics", "topics", "The fields that creators are in, with the words and hashtags that say so.",
            tables => tables.Topics, (tables, table) => tables with { Topics = table }, table => table.Source, table => table.Date, WordRules.Of),
    ];

    public TableKind Kind { get; } = kind;

    public string Name { get; } = name;

    /// <summary>In addresses and names of files.</summary>
    public string Slug { get; } = slug;

    /// <summary>What it is for, in a sentence.</summary>
    public string Purpose { get; } = purpose;

    /// <summary>The table that comes with the application.</summary>
    public abstract TableReading Delivered { get; }

    public static ReferenceTable Find(TableKind kind) => All.Single(table => table.Kind == kind);

    /// <summary>Null when there is none of that name.</summary>
    public static ReferenceTable? Find(string slug) => All.SingleOrDefault(table => table.Slug == slug);

    /// <summary>Reads a table that somebody wrote, and holds it against all rules.</summary>
    public abstract TableReading Read(string text);

    /// <summary>What a report says of the table that it rests on.</summary>
    internal abstract ReportTable NamedIn(ReferenceTables tables);

    /// <summary>The tables with this one in its place.</summary>
    /// <param name="reading">One without problems.</param>
    internal abstract ReferenceTables Put(ReferenceTables tables, TableReading reading);

    private sealed class Of<T>(
        TableKind kind, string name, string slug, string purpose, Func<ReferenceTables, T> get, Func<ReferenceTables, T, ReferenceTables> put,
        Func<T, string> source, Func<T, string> date, Func<T, IEnumerable<string>> problems)
        : ReferenceTable(kind, name, slug, purpose)
        where T : class
    {
        private const int MostProblems = 20;

        public override TableReading Delivered => Reading(get(ReferenceTables.Delivered));

        public override TableReading Read(string text)
        {
            var (table, problem) = TableText.Read<T>(text);
            if (table is null)
                return new TableReading(text, "", "", [problem!]);
            List<string> found = [.. problems(table).Take(MostProblems + 1)];
            if (found.Count == 0)
            {
                // Written with its spaces and lines it can be longer than it came, and could not be read again.
                var reading = Reading(table);
                if (TableText.Excess(reading.Text) is not { } excess)
                    return reading;
                found.Add(excess);
            }

            if (found.Count > MostProblems)
                found[^1] = "There is more; put these right first.";
            return new TableReading(text, "", "", found);
        }

        internal override ReportTable NamedIn(ReferenceTables tables) => new(Slug, source(get(tables)), date(get(tables)));

        internal override ReferenceTables Put(ReferenceTables tables, TableReading reading) => put(tables, (T)reading.Table!);

        private TableReading Reading(T table) => new(TableText.Write(table), source(table), date(table), []) { Table = table };
    }
}
