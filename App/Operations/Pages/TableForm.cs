using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>A part of the form of a table.</summary>
public abstract record FormPart(string Label);

/// <summary>A field with one value.</summary>
/// <param name="Type">Of the input: text, date, url or number; or note, which is text of several lines.</param>
public sealed record FormField(string Label, JsonSlot Slot, string Type = "text", string? Hint = null) : FormPart(Label);

/// <summary>Words with commas between them.</summary>
/// <param name="IsOptional">Whether the list is absent where it is empty.</param>
public sealed record FormWords(string Label, JsonSlot Slot, bool IsOptional = false) : FormPart(Label);

/// <summary>Rows of numbers, each with a label.</summary>
public sealed record FormGrid(string Label, JsonArray Rows, IReadOnlyList<GridColumn> Columns, Func<JsonObject?, JsonObject> New) : FormPart(Label);

/// <summary>A column of a grid.</summary>
/// <param name="Of">The column's place in a row.</param>
public sealed record GridColumn(string Label, Func<JsonNode, JsonSlot> Of, bool IsNumber = true);

/// <summary>Parts that belong together; those with a title can be folded.</summary>
/// <param name="Key">Tells it from others when one is removed.</param>
/// <param name="Remove">Takes the group away; null where it has to stay.</param>
/// <param name="IsFolded">Whether it is folded at first.</param>
public sealed record FormGroup(string? Title, object Key, IReadOnlyList<FormPart> Parts, Action? Remove = null, bool IsFolded = false);

/// <summary>The form of a table. Its fields are places in the JSON of the draft, so that the form and the JSON are one thing.</summary>
internal static class TableForm
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };
    private static readonly string[] Valences = ["4", "3", "2", "1", "0", "-1", "-2", "-3", "-4"];

    public static IReadOnlyList<FormGroup> Of(TableKind kind, JsonObject draft) => kind switch
    {
        TableKind.Benchmarks => Benchmarks(draft),
        TableKind.ReachAndPrices => ReachAndPrices(draft),
        TableKind.GenericComments => [Dated(draft), new(null, "words", [Words(draft, "words", "Words")])],
        TableKind.SponsoredWords => Sponsored(draft),
        TableKind.SentimentWords => Sentiment(draft),
        TableKind.Topics => Topics(draft),
    };

    /// <summary>The draft as it is, whether it keeps the rules or not.</summary>
    /// <param name="isForPeople">On many lines; else on one, of which no problem names the line.</param>
    public static string Text(JsonObject draft, bool isForPeople = false) => draft.ToJsonString(isForPeople ? Indented : Compact);

    /// <summary>Adds an empty topic before the others, where it is seen.</summary>
    public static void AddTopic(JsonObject draft) => draft["topics"]!.AsArray().Insert(
        0, new JsonObject { ["name"] = "New topic", ["strong"] = new JsonArray(), ["weak"] = new JsonArray() });

    private static FormGroup[] Benchmarks(JsonObject draft) =>
    [
        Dated(
            draft,
            new FormField("Address of the source", new(draft, "url"), "url", "May be empty."),
            new FormField("Note", new(draft, "note"), "note", "What to know of the source; may be empty.")),
        new(null, "rows", [new FormGrid(
            "Engagement rate in percent, by number of followers",
            Rows(draft, "rows"),
            [
                Number("From followers", "from"),
                Number("To followers", "to"),
                new("Label", row => new(row, "label"), IsNumber: false),
                Cut("Below from %", 0),
                Cut("Average from %", 1),
                Cut("Above from %", 2),
                Cut("High from %", 3),
            ],
            last => new JsonObject { ["from"] = last?["to"]?.DeepClone(), ["to"] = null, ["label"] = "", ["cuts"] = new JsonArray(null, null, null, null) })]),
    ];

    private static FormGroup[] ReachAndPrices(JsonObject draft) =>
    [
        new(null, "date", [Date(draft)]),
        new("Reach", "reach",
        [
            Source(draft, "reachSource", "Source of reach"),
            Bands("Share of followers that a post reaches; 0.2 is 20 %", Rows(draft, "reach")),
        ]),
        new("Media value", "value",
        [
            new FormField("Impressions for each reached", new(draft, "impressionsPerReach"), "number"),
            Source(draft, "impressionsSource", "Source of impressions"),
            new FormField("CPM from, USD", new(draft["cpm"]!, "from"), "number"),
            new FormField("CPM to, USD", new(draft["cpm"]!, "to"), "number"),
            Source(draft, "cpmSource", "Source of CPM"),
        ]),
        new("Price of a post", "price",
        [
            new FormField("USD for a thousand followers", new(draft, "usdPerThousandFollowers"), "number"),
            Source(draft, "priceSource", "Source of prices"),
            Bands("Price of a post in USD", Rows(draft, "prices")),
        ]),
    ];

    private static FormGroup[] Sponsored(JsonObject draft) =>
    [
        Dated(draft),
        new("Disclosed", "disclosed",
        [
            Words(draft, "disclosedTags", "Hashtags, without the sign"),
            Words(draft, "disclosedLabels", "Words before a bar or a colon, or alone in a line"),
            Words(draft, "disclosedPhrases", "Phrases"),
        ]),
        new("Likely", "likely",
        [
            Words(draft, "likelyTags", "Hashtags, without the sign"),
            Words(draft, "likelyPhrases", "Phrases"),
            Words(draft, "linkPhrases", "Phrases that count with a brand that is mentioned"),
            Words(draft, "promoWords", "Words that count with a brand that is tagged"),
        ]),
    ];

    private static FormGroup[] Sentiment(JsonObject draft)
    {
        var languages = draft["languages"]!.AsObject();
        return
        [
            Dated(draft),
            .. languages.Select(language => new FormGroup(
                LanguageModel.NameOf(language.Key),
                language.Key,
                [
                    .. Worth(language.Value!["words"]!.AsObject()).Select(valence => new FormWords(
                        $"Words worth {Signed(valence)}", new(language.Value!["words"]!, valence), IsOptional: true)),
                    Words(language.Value!, "negations", "Turn what comes after them"),
                    new FormWords("Turn what stands before them", new(language.Value!, "negationsAfter"), IsOptional: true),
                    Words(language.Value!, "boosters", "Strengthen the next word"),
                    Words(language.Value!, "dampers", "Weaken the next word"),
                    Words(language.Value!, "but", "Make what follows count more"),
                ],
                languages.Count == 1 ? null : () => languages.Remove(language.Key),
                IsFolded: true)),
            new("Emoji", "emoji", [.. draft["emoji"]!.AsObject().Select(row =>
                new FormField($"Emoji worth {Signed(row.Key)}, one after the other", new(draft["emoji"]!, row.Key)))]),
        ];
    }

    private static FormGroup[] Topics(JsonObject draft)
    {
        var topics = draft["topics"]!.AsArray();
        return
        [
            Dated(draft),
            .. topics.OfType<JsonObject>().Select(topic => new FormGroup(
                (string?)topic["name"] is { Length: > 0 } name ? name : "Without a name",
                topic,
                [
                    new FormField("Name", new(topic, "name")),
                    Words(topic, "strong", "Words that hardly anybody else uses"),
                    Words(topic, "weak", "Words that others use too"),
                ],
                () => topics.Remove(topic),
                IsFolded: topic["strong"] is JsonArray { Count: > 0 })),
        ];
    }

    private static FormGroup Dated(JsonObject draft, params FormPart[] more) =>
        new(null, "dated", [Source(draft, "source", "Source"), Date(draft), .. more]);

    private static FormField Source(JsonObject draft, string name, string label) => new(label, new(draft, name), Hint: "Reports repeat it.");

    private static FormField Date(JsonObject draft) => new("Read on", new(draft, "date"), "date", "The day of the source, which reports name.");

    private static FormWords Words(JsonNode owner, string name, string label) => new(label, new(owner, name));

    private static FormGrid Bands(string label, JsonArray rows) => new(
        label,
        rows,
        [Number("From followers", "from"), new("Label", row => new(row, "label"), IsNumber: false), Number("Low", "low"), Number("High", "high")],
        _ => new JsonObject { ["from"] = null, ["label"] = "", ["low"] = null, ["high"] = null });

    private static GridColumn Number(string label, string name) => new(label, row => new(row, name));

    private static GridColumn Cut(string label, int index) => new(label, row => new(row["cuts"]!, null, index));

    private static JsonArray Rows(JsonObject draft, string name) => draft[name]!.AsArray();

    /// <summary>Those that have words, and those that could be given some.</summary>
    private static IEnumerable<string> Worth(JsonObject words) =>
        words.Select(row => row.Key).Union(Valences).OrderByDescending(valence => double.Parse(valence, CultureInfo.InvariantCulture));

    private static string Signed(string valence) => valence.Replace('-', '−');
}
