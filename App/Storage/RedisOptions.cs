using StackExchange.Redis;

namespace CreatorAnalytics.Storage;

/// <summary>Section <c>Redis</c>: how several processes wake each other and keep limits together.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>As StackExchange.Redis takes it, for instance <c>localhost:6379,password=…</c>.</summary>
    /// <value>The default is none: each process asks the database once a second, and counts limits for itself.</value>
    public string? ConnectionString { get; set; }

    internal IEnumerable<string> Problems()
    {
        if (ConnectionString is { Length: > 0 } connection && !CanBeRead(connection))
            yield return "Redis:ConnectionString cannot be read: write it like localhost:6379,password=secret.";
    }

    private static bool CanBeRead(string connection)
    {
        try
        {
            return ConfigurationOptions.Parse(connection).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
