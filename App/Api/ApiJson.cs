using System.Text.Json;
using System.Text.Json.Serialization;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Notifications.Webhooks;

namespace CreatorAnalytics.Api;

/// <summary>How the API reads and writes JSON: as jobs and reports are written elsewhere, and strict about numbers.</summary>
internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions json)
    {
        // "5" is no number: a client that sends it has a mistake that it should hear of.
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Converters.Add(new JobsJson.LowerCase<WebhookDeliveryStatus>());
        json.Converters.Add(new JobsJson.LowerCase<ListStatus>());
        json.Converters.Add(new JobsJson.LowerCase<RefreshFrequency>());
        json.Converters.Add(new JobsJson.LowerCase<RefreshOutcome>());
        json.Converters.Add(new JobsJson.LowerCase<TeamRole>());
        json.Converters.Add(new JobsJson.LowerCase<LedgerKind>());
        json.Converters.Add(new JobsJson.LowerCase<AuditKind>());
        foreach (var converter in JobsJson.Default.Options.Converters.Concat(ReportJson.Default.Options.Converters))
            json.Converters.Add(converter);
    }
}

/// <summary>A JSON document that is written into the answer as it is stored.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record RawJson(string Document)
{
    private sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Documents are only written.");

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Document, skipInputValidation: true);
    }
}
