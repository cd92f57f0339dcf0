using System.Text.Json.Nodes;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What a query makes of a dataset's rows: lists unwound, objects flattened, fields picked, renamed and left out.</summary>
internal sealed record RowSelection
{
    private string[]? Fields { get; init; }

    private string[]? OutputFields { get; init; }

    private string[] Omit { get; init; } = [];

    private string[] Unwind { get; init; } = [];

    private string[] Flatten { get; init; } = [];

    private bool SkipHidden { get; init; }

    private bool SkipEmpty { get; init; }

    private bool IsEverything => this is { Fields: null, Omit: [], Unwind: [], Flatten: [], SkipHidden: false, SkipEmpty: false };

    public static RowSelection From(IQueryCollection query)
    {
        var clean = query.Flag("clean");
        var selection = new RowSelection
        {
            Fields = query.List("fields"),
            OutputFields = query.List("outputFields"),
            Omit = query.List("omit") ?? [],
            Unwind = query.List("unwind") ?? [],
            Flatten = query.List("flatten") ?? [],
            SkipHidden = clean || query.Flag("skipHidden"),
            SkipEmpty = clean || query.Flag("skipEmpty"),
        };
        if (query.Flag("simplified"))
            selection = selection with { Fields = ["url", "pageFunctionResult", "errorInfo"], Unwind = ["pageFunctionResult"] };
        if (selection.OutputFields is { } renamed && renamed.Length != selection.Fields?.Length)
            throw ApifyFault.InvalidValue("Parameter \"outputFields\" must name as many fields as \"fields\" does.");
        return selection;
    }

    /// <summary>The rows as they are kept, where nothing is asked of them; else remade.</summary>
    public IEnumerable<byte[]> Of(IEnumerable<byte[]> rows) => IsEverything
        ? rows
        : Objects(rows).Select(row => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(row, Answers.Json));

    /// <summary>The selected rows as objects.</summary>
    public IEnumerable<JsonObject> Objects(IEnumerable<byte[]> rows) => rows
        .SelectMany(row => Unwound((JsonObject)JsonNode.Parse(row)!))
        .Select(row => Picked(Flattened(row)))
        .Where(row => !SkipEmpty || row.Count > 0);

    private IEnumerable<JsonObject> Unwound(JsonObject row) =>
        Unwind.Aggregate((IEnumerable<JsonObject>)[row], (rows, field) => rows.SelectMany(each => Unwound(each, field)));

    private static IEnumerable<JsonObject> Unwound(JsonObject row, string field)
    {
        switch (row[field])
        {
            case JsonObject inner:
                return [Merged(row, field, inner)];
            case JsonArray { Count: > 0 } list when list.All(element => element is JsonObject):
                return list.Select(element => Merged(row, field, (JsonObject)element!));
            case JsonArray { Count: > 0 } list:
                return list.Select(element => With(row, field, element));
            default:
                return [row];
        }
    }

    // A field of the element stands over one of the row.
    private static JsonObject Merged(JsonObject row, string field, JsonObject inner)
    {
        var merged = (JsonObject)row.DeepClone();
        merged.Remove(field);
        foreach (var (name, value) in inner)
            merged[name] = value?.DeepClone();
        return merged;
    }

    private static JsonObject With(JsonObject row, string field, JsonNode? value)
    {
        var changed = (JsonObject)row.DeepClone();
        changed[field] = value?.DeepClone();
        return changed;
    }

    private JsonObject Flattened(JsonObject row)
    {
        if (Flatten.Length == 0)
            return row;
        var flat = new JsonObject();
        foreach (var (name, value) in row)
        {
            if (Flatten.Contains(name) && value is JsonObject or JsonArray)
                AddFlat(flat, name, value);
            else
                flat[name] = value?.DeepClone();
        }

        return flat;
    }

    private static void AddFlat(JsonObject flat, string path, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject inner:
                foreach (var (name, field) in inner)
                    AddFlat(flat, $"{path}.{name}", field);
                break;
            case JsonArray list:
                foreach (var (index, element) in list.Index())
                    AddFlat(flat, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}.{index}"), element);
                break;
            default:
                flat[path] = value?.DeepClone();
                break;
        }
    }

    private JsonObject Picked(JsonObject row)
    {
        var picked = new JsonObject();
        foreach (var (index, name) in (Fields ?? [.. row.Select(field => field.Key)]).Index())
        {
            if (row.TryGetPropertyValue(name, out var value) && !Omit.Contains(name) && !(SkipHidden && name.StartsWith('#')))
                picked[OutputFields?[index] ?? name] = value?.DeepClone();
        }

        return picked;
    }
}
