using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>How a table is written and read: as JSON that a person can edit, taken strictly, since what is misspelt would be ignored.</summary>
internal static partial class TableText
{
    private const int Width = 130;

    private static readonly JsonSerializerOptions Strict = new(ReportJson.Default.Options)
    {
        TypeInfoResolver = ReportJson.Default,
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 8,
    };

    /// <summary>The table, or what keeps the text from being one and what to do about it.</summary>
    public static (T? Table, string? Problem) Read<T>(string text)
        where T : class
    {
        if (string.IsNullOrWhiteSpace(text))
            return (null, "There is nothing here. Paste the whole table, or download the one in force and change it.");
        if (Excess(text) is { } excess)
            return (null, excess);
        try
        {
            return JsonSerializer.Deserialize<T>(text, Strict) is { } table
                ? (table, null)
                : (null, "This is null. Paste the whole table, or download the one in force and change it.");
        }
        catch (JsonException exception)
        {
            return (null, Explain(exception, text, typeof(T)));
        }
    }

    /// <summary>That a text is too long, both as it came and as it would be kept; null when it is not.</summary>
    public static string? Excess(string text) => text.Length > ReferenceTable.LongestText
        ? $"The table has {text.Length:N0} characters; at most {ReferenceTable.LongestText:N0} are kept. Take rows or words out."
        : null;

    /// <summary>The table with a row or a line of words on each line.</summary>
    public static string Write<T>(T table)
    {
        var text = new StringBuilder();
        Write(text, JsonSerializer.SerializeToNode(table, Strict)!, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        if (OneLine(node) is var line && node is not (JsonObject or JsonArray) || depth > 0 && line.Length <= Width)
        {
            text.Append(line);
            return;
        }

        var indent = new string(' ', 2 * (depth + 1));
        if (node is JsonObject members)
        {
            text.Append('{');
            var separator = "";
            foreach (var (name, value) in members)
            {
                text.Append(separator).Append('\n').Append(indent).Append(Text(name)).Append(": ");
                Write(text, value, depth + 1);
                separator = ",";
            }

            text.Append('\n').Append(indent, 2, indent.Length - 2).Append('}');
        }
        else
        {
            text.Append('[');
            var (separator, used) = ("", Width);
            foreach (var entry in node!.AsArray())
            {
                var length = OneLine(entry).Length + 2;
                var starts = entry is JsonObject || used + length > Width;
                text.Append(separator);
                if (starts)
                    text.Append('\n').Append(indent);
                else
                    text.Append(' ');
                used = starts ? length : used + length;
                Write(text, entry, depth + 1);
                separator = ",";
            }

            text.Append('\n').Append(indent, 2, indent.Length - 2).Append(']');
        }
    }

    private static string OneLine(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } members => $"{{ {string.Join(", ", members.Select(member => $"{Text(member.Key)}: {OneLine(member.Value)}"))} }}",
        JsonArray entries => $"[{string.Join(", ", entries.Select(OneLine))}]",
        null => "null",
        _ => node.ToJsonString(Strict),
    };

    private static string Text(string name) => JsonValue.Create(name).ToJsonString(Strict);

    /// <summary>The serializer's words name types of ours and not what to do.</summary>
    private static string Explain(JsonException exception, string text, Type type)
    {
        var line = exception.LineNumber is { } number && text.Contains('\n', StringComparison.Ordinal) ? $"Line {number + 1}: " : "";
        var message = Place().Replace(exception.Message, "");
        var steps = Steps().Matches(exception.Path ?? "");
        var place = string.Join(", ", steps.Select(step =>
            step.Groups["entry"] is { Success: true } entry ? $"entry {int.Parse(entry.Value, CultureInfo.InvariantCulture) + 1}" : step.Groups["name"].Value));
        var names = Quoted().Matches(message).Select(match => match.Groups[1].Value).ToList();
        return line + message switch
        {
            _ when message.Contains("could not be mapped", StringComparison.Ordinal) =>
                $"there is no field “{names[0]}” here. Remove it, or correct its name.",
            _ when message.Contains("missing required properties", StringComparison.Ordinal) =>
                $"{Quote(names.Skip(1))} is missing{(place.Length > 0 ? $" in {place}" : "")}. Add it.",
            _ when message.Contains("uplicate", StringComparison.Ordinal) => $"“{names[0]}” stands here twice. Keep one.",
            _ when message.Contains("could not be converted", StringComparison.Ordinal) =>
                $"{(place.Length > 0 ? place : "the whole")} must be {Form(steps.Aggregate(type, Inside))}. Correct it.",
            _ when message.Contains("null", StringComparison.Ordinal) && place.Length > 0 => $"{place} must not be empty. Fill it in.",
            _ when exception.InnerException is null && place.Length == 0 && exception.LineNumber is null => $"this is not a table: {message}",
            _ => $"this is not JSON: {message.TrimEnd('.')}. Correct it there or just before.",
        };
    }

    private static Type Inside(Type type, Match step) => Strict.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } info
        ? info.Properties.FirstOrDefault(property => property.Name == step.Groups["name"].Value)?.PropertyType ?? type
        : Strict.GetTypeInfo(type).ElementType ?? type;

    private static string Form(Type type) =>
        type == typeof(long) ? "a whole number"
        : type == typeof(double) ? "a number"
        : type == typeof(string) ? "a text in quotation marks"
        : Strict.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable ? "a list in brackets"
        : "a group of fields in braces";

    private static string Quote(IEnumerable<string> names) => string.Join(" and ", names.Select(name => $"“{name}”"));

    [GeneratedRegex(@"\s*(Path:|LineNumber:|\| ?LineNumber).*$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Place();

    [GeneratedRegex(@"\.(?<name>\w+)|\['(?<name>[^']*)'\]|\[(?<entry>\d+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Steps();

    [GeneratedRegex(@"'([^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
