using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreatorAnalytics.Apify;

// What scrapers write changes without notice: a count comes as 12.0 or "12", a list as null, a text as a number. These converters read
// what can be read and give null (an empty list) for the rest, so that one odd value never costs the row it stands in.

/// <summary>Text; numbers and truth values as they are written; null for anything else.</summary>
internal sealed class TolerantString : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                using (var value = JsonDocument.ParseValue(ref reader))
                    return value.RootElement.GetRawText();
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A whole number, also when written as 12.0 or "12"; null for anything else.</summary>
internal sealed class TolerantLong : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var whole) ? whole : ToLong(TolerantDouble.ReadNumber(ref reader));

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }

    private static long? ToLong(double? number) =>
        number is > long.MinValue and < long.MaxValue ? (long)Math.Round(number.Value) : null;
}

/// <summary>A number, also when written as text; null for anything else.</summary>
internal sealed class TolerantDouble : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadNumber(ref reader);

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }

    internal static double? ReadNumber(ref Utf8JsonReader reader)
    {
        double number;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetDouble(out number):
                return double.IsFinite(number) ? number : null;
            case JsonTokenType.String when double.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number):
                return double.IsFinite(number) ? number : null;
            default:
                reader.Skip();
                return null;
        }
    }
}

/// <summary>true or false, also as text or 1 and 0; null for anything else.</summary>
internal sealed class TolerantBool : JsonConverter<bool?>
{
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String when bool.TryParse(reader.GetString(), out var value):
                return value;
            case JsonTokenType.Number when reader.TryGetInt64(out var number):
                return number != 0;
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options)
    {
        if (value is { } truth)
            writer.WriteBooleanValue(truth);
        else
            writer.WriteNullValue();
    }
}

/// <summary>A point in time, as ISO 8601 (UTC when no zone is given) or seconds since 1970; null for anything else.</summary>
internal sealed class TolerantTime : JsonConverter<DateTimeOffset?>
{
    private const long LastUnixSecond = 253_402_300_799;

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when DateTimeOffset.TryParse(
                reader.GetString(),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time):
                return time;
            case JsonTokenType.Number when reader.TryGetInt64(out var seconds) && seconds is >= 0 and <= LastUnixSecond:
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
            writer.WriteStringValue(time);
        else
            writer.WriteNullValue();
    }
}

/// <summary>An object; null when something else stands in its place.</summary>
internal sealed class TolerantAccount : JsonConverter<AccountRow?>
{
    public override AccountRow? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.StartObject)
            return JsonSerializer.Deserialize(ref reader, ApifyJson.Default.AccountRow);
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, AccountRow? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Rows are stored as they came, never written.");
}

/// <summary>The entries of a list that can be read; empty when something else stands in its place.</summary>
internal sealed class TolerantList<T> : JsonConverter<IReadOnlyList<T>>
    where T : class
{
    public override bool HandleNull => true;

    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return [];
        }

        var list = new List<T>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.Number;
            if (reader.TokenType is JsonTokenType.StartObject || (isText && typeof(T) == typeof(string)))
                list.Add((T)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(T)))!);
            else
                reader.Skip();
        }

        return list;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Rows are stored as they came, never written.");
}
