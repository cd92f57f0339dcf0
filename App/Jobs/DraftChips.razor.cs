using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Jobs;

/// <summary>One chip for each thing that was read from the paste box: what it is, what it costs, or why it is left out.</summary>
public sealed partial class DraftChips
{
    private const int MostChips = 60;

    private const string Plus = "M8 3.5v9M3.5 8h9";
    private const string Tick = "M3.5 8.5l3 3l6-7";
    private const string Dots = "M4 8v.01M8 8v.01M12 8v.01";
    private const string Copies = "M6 6h7v7h-7z M10 6v-3h-7v7h3";
    private const string Cross = "M4.5 4.5l7 7M11.5 4.5l-7 7";

    [Parameter, EditorRequired]
    public ParsedUsernames Parsed { get; set; } = null!;

    /// <summary>Null while the prices are not known.</summary>
    [Parameter, EditorRequired]
    public Quote? Quote { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    private List<Chip> Chips { get; set; } = [];

    /// <summary>What needs a look comes first.</summary>
    protected override void OnParametersSet()
    {
        var priced = Quote?.Items.ToDictionary(item => item.Username) ?? [];
        Chips =
        [
            .. Parsed.Invalid.Select((piece, place) => new Chip($"invalid {place}", "invalid", Cross, piece.Input, piece.Reason, null)),
            .. Parsed.Usernames.Select(username => Of(username, priced.GetValueOrDefault(username))),
            .. Parsed.Duplicates.Select(name => new Chip($"again {name}", "again", Copies, name, "duplicate, counted once", null)),
        ];
    }

    private Chip Of(string username, QuotedCreator? quoted) => quoted switch
    {
        null => new Chip(username, "unpriced", Dots, username, "", null),
        { IsNew: true } => new Chip(username, "new", Plus, username, "new", quoted.Credits),
        { LastScrapedAt: { } at } => new Chip(username, "known", Tick, username, $"known, {Format.Relative(at, Now)}", quoted.Credits),
        _ => new Chip(username, "known", Tick, username, "known", quoted.Credits),
    };

    private sealed record Chip(string Key, string Class, string Icon, string Name, string Word, long? Credits);
}
