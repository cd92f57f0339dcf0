using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CreatorAnalytics.Analysis;

/// <summary>Reads the dated tables that come with the application (<c>Analysis/Data</c>).</summary>
internal static class DataFile
{
    public static T Read<T>(string name, JsonTypeInfo<T> type)
    {
        using var file = typeof(DataFile).Assembly.GetManifestResourceStream($"CreatorAnalytics.Analysis.Data.{name}")
            ?? throw new InvalidOperationException($"{name} is not in the build.");
        return JsonSerializer.Deserialize(file, type) ?? throw new InvalidOperationException($"{name} is empty.");
    }
}
