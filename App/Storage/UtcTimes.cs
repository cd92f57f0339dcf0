using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreatorAnalytics.Storage;

/// <summary>How times are written in every JSON document of ours: ISO 8601 in UTC, ending in Z.</summary>
public sealed class UtcTimes : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
