using System.Globalization;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>A place in a table that a field of the form shows and changes.</summary>
/// <param name="Name">In a group of fields; null in a list.</param>
/// <param name="Index">In a list.</param>
public sealed record JsonSlot(JsonNode Owner, string? Name, int Index = 0)
{
    private static readonly char[] BetweenWords = [',', '\n', '\r'];

    private JsonNode? Node => Name is null ? Owner[Index] : Owner[Name];

    /// <summary>A text; empty when there is none.</summary>
    public string Text
    {
        get => Node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        set => Put(JsonValue.Create(value));
    }

    /// <summary>What is no number is left empty, which no table accepts.</summary>
    public string Number
    {
        get => Node?.ToJsonString() ?? "";
        set => Put(decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null);
    }

    /// <summary>Words with commas between them.</summary>
    public string Words
    {
        get => string.Join(", ", (Node as JsonArray ?? []).Select(word => (string?)word));
        set => Put(new JsonArray([.. value
            .Split(BetweenWords, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(word => JsonValue.Create(word))]));
    }

    /// <summary>Takes the field away, where it may be absent.</summary>
    public void Remove() => Owner.AsObject().Remove(Name!);

    private void Put(JsonNode? node)
    {
        if (Name is null)
            Owner[Index] = node;
        else
            Owner[Name] = node;
    }
}
