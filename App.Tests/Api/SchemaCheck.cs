using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreatorAnalytics.Tests.Api;

/// <summary>
/// Compares JSON with the schemas of an OpenAPI document, strictly: what is described must be as described, and what is there must be
/// described.
/// </summary>
public sealed class SchemaCheck(JsonNode document)
{
    /// <summary>Where and how the value differs from the schema; nothing when it does not.</summary>
    public IEnumerable<string> Problems(JsonNode? value, JsonNode schema, string at = "$")
    {
        schema = Resolve(schema);
        if (Alternatives(schema) is { Count: > 0 } alternatives)
        {
            var tries = alternatives.ConvertAll(alternative => Problems(value, alternative, at).ToList());
            return tries.Any(problems => problems.Count == 0) ? [] : tries.MaxBy(problems => problems.Max(problem => problem.Length))!;
        }

        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        if (Types(schema) is { Count: > 0 } types && !types.Any(type => IsOf(type, kind, value)))
            return [$"{at} is {kind} and should be {string.Join(" or ", types)}"];
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            return [$"{at} is {value} and should be one of {words.ToJsonString()}"];
        if (schema["format"] is { } format && kind is JsonValueKind.String && FormatProblem((string)format!, (string)value!) is { } problem)
            return [$"{at} {problem}"];
        return value switch
        {
            JsonObject members => MemberProblems(members, schema, at),
            JsonArray elements when schema["items"] is { } items => elements.SelectMany((element, n) => Problems(element, items, $"{at}[{n}]")),
            _ => [],
        };
    }

    private IEnumerable<string> MemberProblems(JsonObject members, JsonNode schema, string at)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        foreach (var required in schema["required"] as JsonArray ?? [])
        {
            if (!members.ContainsKey((string)required!))
                yield return $"{at}.{required} is missing";
        }

        foreach (var (name, value) in members)
        {
            if (properties[name] is { } described)
            {
                foreach (var problem in Problems(value, described, $"{at}.{name}"))
                    yield return problem;
            }
            else if (schema["additionalProperties"] is JsonObject others)
            {
                foreach (var problem in Problems(value, others, $"{at}.{name}"))
                    yield return problem;
            }
            else if (properties.Count > 0)
            {
                yield return $"{at}.{name} is not described";
            }
        }
    }

    private JsonNode Resolve(JsonNode schema) => schema["$ref"] is { } reference
        ? Resolve(((string)reference!)["#/".Length..].Split('/').Aggregate(document, (node, part) => node[part]!))
        : schema;

    private static List<JsonNode> Alternatives(JsonNode schema) =>
        [.. ((schema["oneOf"] ?? schema["anyOf"]) as JsonArray ?? []).Select(alternative => alternative!)];

    private static List<string> Types(JsonNode schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(type => (string)type!)],
        JsonNode one => [(string)one!],
        null => [],
    };

    private static bool IsOf(string type, JsonValueKind kind, JsonNode? value) => type switch
    {
        "null" => kind is JsonValueKind.Null,
        "string" => kind is JsonValueKind.String,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        "number" => kind is JsonValueKind.Number,
        "integer" => kind is JsonValueKind.Number && long.TryParse(value!.ToJsonString(), out _),
        "object" => kind is JsonValueKind.Object,
        "array" => kind is JsonValueKind.Array,
        _ => false,
    };

    private static string? FormatProblem(string format, string text) => format switch
    {
        "date-time" when !DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _) => $"is {text} and should be a time",
        "uuid" when !Guid.TryParse(text, out _) => $"is {text} and should be a UUID",
        _ => null,
    };
}
