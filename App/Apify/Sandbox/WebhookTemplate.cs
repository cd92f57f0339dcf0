using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// Fills the platform's webhook templates: JSON in which <c>{{variable}}</c> or <c>{{variable.property}}</c> stands, without quotes,
/// for a value; inside a string only when the webhook asks for strings to be interpolated.
/// </summary>
internal static partial class WebhookTemplate
{
    public const string Default = """
        {
            "userId": {{userId}},
            "createdAt": {{createdAt}},
            "eventType": {{eventType}},
            "eventData": {{eventData}},
            "resource": {{resource}}
        }
        """;

    private static readonly string[] Variables = ["userId", "createdAt", "eventType", "eventData", "resource", "globals"];

    /// <summary>The template, once its variables are known ones; null or empty means the default.</summary>
    public static string? Checked(string? template)
    {
        if (string.IsNullOrWhiteSpace(template))
            return null;
        if (Variable().Matches(template).Any(match => !Variables.Contains(match.Groups["path"].Value.Split('.')[0])))
            throw ApifyFault.Validation("Invalid variable enclosed in double curly braces. See the docs for valid variables.");
        return template;
    }

    public static string Fill(string template, JsonObject values, bool interpolateStrings)
    {
        var filled = new StringBuilder();
        var at = 0;
        foreach (Match match in Variable().Matches(template))
        {
            filled.Append(template, at, match.Index - at);
            at = match.Index + match.Length;
            var value = Resolve(values, match.Groups["path"].Value);
            filled.Append((IsInString(template, match.Index), interpolateStrings) switch
            {
                (false, _) => value?.ToJsonString(Answers.Json) ?? "null",
                (true, true) => JsonEncodedText.Encode(value?.ToString() ?? "").ToString(),
                (true, false) => match.Value,
            });
        }

        return filled.Append(template, at, template.Length - at).ToString();
    }

    private static JsonNode? Resolve(JsonNode? node, string path) =>
        path.Split('.').Aggregate(node, (at, name) => (at as JsonObject)?[name]);

    private static bool IsInString(string template, int index)
    {
        var inside = false;
        for (var i = 0; i < index; i++)
        {
            if (template[i] == '"' && (i == 0 || template[i - 1] != '\\'))
                inside = !inside;
        }

        return inside;
    }

    [GeneratedRegex(@"\{\{\s*(?<path>[\w.]+)\s*\}\}")]
    private static partial Regex Variable();
}
