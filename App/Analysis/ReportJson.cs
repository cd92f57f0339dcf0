using System.Text.Json;
using System.Text.Json.Serialization;
using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Analysis.Text;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Analysis;

/// <summary>How a report is written and read; page, API and store all use this.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCaseEnum<BrandSafetyKind>),
        typeof(CamelCaseEnum<Confidence>),
        typeof(CamelCaseEnum<CreatorTier>),
        typeof(CamelCaseEnum<DayOfWeek>),
        typeof(CamelCaseEnum<FigureUnit>),
        typeof(CamelCaseEnum<PaidLevel>),
        typeof(CamelCaseEnum<PostSample>),
        typeof(CamelCaseEnum<PostType>),
        typeof(CamelCaseEnum<Verdict>),
        typeof(UtcTimes),
    ])]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(ReportNotes))]
[JsonSerializable(typeof(Benchmarks))]
[JsonSerializable(typeof(GenericWords))]
[JsonSerializable(typeof(ReachTable))]
[JsonSerializable(typeof(SponsoredWords))]
[JsonSerializable(typeof(Afinn))]
[JsonSerializable(typeof(SentimentWords))]
[JsonSerializable(typeof(TopicTable))]
public sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(Report report) => JsonSerializer.Serialize(report, Default.Report);

    /// <exception cref="JsonException">The document is not a report.</exception>
    public static Report Read(string document) =>
        JsonSerializer.Deserialize(document, Default.Report) ?? throw new JsonException("The report is empty.");

    /// <summary>The report's warnings, without making anything of the rest.</summary>
    /// <exception cref="JsonException">The document is not a report.</exception>
    public static IReadOnlyList<ReportWarning> WarningsOf(string document) =>
        JsonSerializer.Deserialize(document, Default.ReportNotes)?.Warnings ?? [];
}

/// <summary>A report of which nothing but its warnings is read.</summary>
public sealed record ReportNotes(IReadOnlyList<ReportWarning>? Warnings);

/// <summary>Writes an enum as the word that the report uses for it.</summary>
internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
