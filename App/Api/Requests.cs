using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreatorAnalytics.Api;

/// <summary>A search for one creator.</summary>
internal sealed record SearchRequest
{
    [Required]
    [Description("One username, @name or profile address, as text.")]
    public string? Username { get; init; }

    [Description(RequestWords.Priority)]
    public int? Priority { get; init; }

    [Description(RequestWords.Refresh)]
    public bool? Refresh { get; init; }

    [Description(RequestWords.MaxCredits)]
    public long? MaxCredits { get; init; }
}

/// <summary>A search for several creators.</summary>
internal sealed record BulkSearchRequest
{
    [Required]
    [Description("Usernames, @names or profile addresses: an array of texts, or one text with commas, lines or spaces between them.")]
    public UsernameList? Usernames { get; init; }

    [Description(RequestWords.Priority)]
    public int? Priority { get; init; }

    [Description(RequestWords.Refresh)]
    public bool? Refresh { get; init; }

    [Description(RequestWords.MaxCredits)]
    public long? MaxCredits { get; init; }
}

/// <summary>Another try for the creators of a job that failed.</summary>
internal sealed record RetryFailedRequest
{
    [Description(RequestWords.MaxCredits)]
    public long? MaxCredits { get; init; }
}

/// <summary>What the members of a body mean; the OpenAPI document and the problems both say it.</summary>
internal static class RequestWords
{
    public const string Priority = "A whole number from 0 to 10; higher goes first among your own searches. 5 if left out.";
    public const string Refresh = "true to scrape again even what was scraped within the last day; false if left out.";
    public const string MaxCredits = "A whole number: the most credits the search may reserve. Any if left out.";
}

/// <summary>Texts that hold usernames, sent as an array or as one text.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record UsernameList(IReadOnlyList<string> Texts)
{
    private sealed class Converter : JsonConverter<UsernameList>
    {
        public override UsernameList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is JsonTokenType.String)
                return new UsernameList([TextOf(ref reader)]);
            if (reader.TokenType is not JsonTokenType.StartArray)
                throw new JsonException();
            var texts = new List<string>();
            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                texts.Add(TextOf(ref reader));
            return new UsernameList(texts);
        }

        public override void Write(Utf8JsonWriter writer, UsernameList value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Texts, options);

        private static string TextOf(ref Utf8JsonReader reader) =>
            reader.TokenType is JsonTokenType.String ? reader.GetString()! : throw new JsonException();
    }
}
