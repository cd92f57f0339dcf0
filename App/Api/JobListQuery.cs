using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Api;

/// <summary>The words of GET /jobs.</summary>
internal static class JobListQuery
{
    private const string Active = "active";

    private static readonly Dictionary<string, JobStatus> Words =
        Enum.GetValues<JobStatus>().ToDictionary(status => status.ToString().ToLowerInvariant(), StringComparer.OrdinalIgnoreCase);

    /// <summary>What may be asked for, for people.</summary>
    public static string StatusWords { get; } = string.Join(", ", Words.Keys.Prepend(Active));

    /// <summary>The statuses asked for; none for all. Null when a word is none of them.</summary>
    public static IReadOnlyCollection<JobStatus>? Statuses(string? text)
    {
        var statuses = new HashSet<JobStatus>();
        foreach (var word in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (word.Equals(Active, StringComparison.OrdinalIgnoreCase))
                statuses.UnionWith([JobStatus.Pending, JobStatus.Processing]);
            else if (Words.TryGetValue(word, out var status))
                statuses.Add(status);
            else
                return null;
        }

        return statuses;
    }
}
