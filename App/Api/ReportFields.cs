using System.Text.Json;
using System.Text.Json.Nodes;
using CreatorAnalytics.Analysis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>Which members of a report are wanted; none named means all.</summary>
internal sealed record ReportFields(IReadOnlySet<string> Names)
{
    public const string Words = "Members of the report with commas between, such as username,followers,metrics; the whole report if left out.";

    private static readonly HashSet<string> Known =
        [.. typeof(Report).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    /// <summary>False when a name is none of the report's.</summary>
    public static bool TryRead(string? text, out ReportFields fields)
    {
        fields = new ReportFields((text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet());
        return fields.Names.IsSubsetOf(Known);
    }

    public static ProblemHttpResult Unknown() =>
        Problems.InvalidRequest($"'fields' is one or several of {string.Join(", ", Known.Order(StringComparer.Ordinal))}, with commas between.");

    /// <summary>The document with only what is wanted of it.</summary>
    public RawJson Of(string document)
    {
        if (Names.Count == 0)
            return new RawJson(document);
        var report = JsonNode.Parse(document)!.AsObject();
        foreach (var name in report.Select(member => member.Key).Where(name => !Names.Contains(name)).ToList())
            report.Remove(name);
        return new RawJson(report.ToJsonString());
    }
}
