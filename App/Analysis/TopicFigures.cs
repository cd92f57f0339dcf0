using System.Globalization;
using CreatorAnalytics.Analysis.Text;

namespace CreatorAnalytics.Analysis;

/// <summary>What a creator is about.</summary>
internal static class TopicFigures
{
    private const int MostTopics = 5;
    private const int MostEvidence = 5;
    private const int LeastHits = 2;

    /// <summary>In percent; less is chance.</summary>
    private const double LeastWeight = 5;

    /// <param name="hits">Of all texts. A word that stands in n of them counts √n times, so that no signature decides alone.</param>
    public static IReadOnlyList<Topic> Of(IReadOnlyList<TopicHit> hits)
    {
        var topics = hits
            .GroupBy(hit => hit.Topic)
            .Select(topic => (Name: topic.Key, Hits: topic.Count(), Words: topic
                .GroupBy(hit => hit.Evidence)
                .Select(word => (Word: word.Key, Count: word.Count(), Weight: Math.Sqrt(word.Count()) * word.Max(hit => hit.Weight)))
                .OrderByDescending(word => word.Weight).ThenBy(word => word.Word, StringComparer.Ordinal)
                .ToList()))
            .ToList();
        var all = topics.Sum(topic => topic.Words.Sum(word => word.Weight));
        return
        [
            .. topics
                .Where(topic => topic.Hits >= LeastHits)
                .Select(topic => new Topic(
                    topic.Name,
                    100 * topic.Words.Sum(word => word.Weight) / all,
                    string.Join(", ", topic.Words.Take(MostEvidence).Select(word => Counted(word.Word, word.Count)))))
                .Where(topic => topic.Weight >= LeastWeight)
                .OrderByDescending(topic => topic.Weight).ThenBy(topic => topic.Name, StringComparer.Ordinal)
                .Take(MostTopics),
        ];
    }

    private static string Counted(string word, int count) =>
        count == 1 ? word : string.Create(CultureInfo.InvariantCulture, $"{word} ×{count}");
}
