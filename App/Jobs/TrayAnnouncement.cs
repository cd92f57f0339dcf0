using System.Collections.Immutable;

namespace CreatorAnalytics.Jobs;

/// <summary>Puts what ended between two moments of the tray into one short sentence, for the status region.</summary>
internal static class TrayAnnouncement
{
    /// <summary>Null when nothing ended.</summary>
    public static string? Of(ImmutableArray<TrayCard> before, ImmutableArray<TrayCard> after)
    {
        var earlier = before.ToDictionary(card => card.Job.JobId);
        var endedJobs = new List<TrayCard>();
        var endedItems = new List<ItemView>();
        foreach (var card in after)
        {
            if (!earlier.TryGetValue(card.Job.JobId, out var old) || ReferenceEquals(old, card))
                continue;
            if (old.IsRunning && !card.IsRunning)
                endedJobs.Add(card);
            else
                endedItems.AddRange(card.Items.Where((item, place) => item.Status.IsEnded() && !old.Items[place].Status.IsEnded()));
        }

        // The end of a search says all of its creators.
        var sentences = endedJobs.Select(card => $"{JobWords.Title(card)}: {JobWords.Counts(card.Job)}.").ToList();
        if (endedItems.Count == 1)
            sentences.Add($"{endedItems[0].Username}: {JobWords.Status(endedItems[0]).ToLowerInvariant()}.");
        else if (endedItems.Count > 1)
            sentences.Add($"{endedItems.Count} creators ended.");
        return sentences.Count == 0 ? null : string.Join(' ', sentences);
    }
}
