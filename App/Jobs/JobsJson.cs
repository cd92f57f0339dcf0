using System.Text.Json;
using System.Text.Json.Serialization;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Jobs;

/// <summary>How jobs are written as JSON, in the event table, the API and the streams alike.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(LowerCase<JobStatus>), typeof(LowerCase<JobType>), typeof(LowerCase<Stage>), typeof(LowerCase<JobEventKind>), typeof(UtcTimes)])]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(JobStatusView))]
[JsonSerializable(typeof(List<ItemWarning>))]
[JsonSerializable(typeof(List<ItemAttempt>))]
public sealed partial class JobsJson : JsonSerializerContext
{
    /// <summary>An enum as its lower-case name, two words with a dot between them: <c>completed</c>, <c>job.ended</c>.</summary>
    public sealed class LowerCase<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Words = Enum.GetValues<T>().ToDictionary(value => value, WordOf);
        private static readonly Dictionary<string, T> Values = Words.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Values.TryGetValue(reader.GetString() ?? "", out var value) ? value : throw new JsonException($"Not one of {string.Join(", ", Values.Keys)}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Words[value]);

        private static string WordOf(T value) =>
            string.Concat(value.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $".{letter}" : $"{letter}")).ToLowerInvariant();
    }
}
