using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Analysis;

/// <summary>Creators side by side.</summary>
/// <param name="Reports">The newest report of each that the team may see, in the order asked for.</param>
/// <param name="Missing">Usernames of which the team has no report.</param>
public sealed record ComparedCreators(
    IReadOnlyList<Report> Reports, IReadOnlyList<string> Missing, IReadOnlyList<CommenterOverlap> Overlaps);

/// <summary>
/// Commenters that two creators share: |A ∩ B| ÷ min(|A|, |B|) of the commenters seen. A cheap stand-in for the overlap of their
/// audiences: only the newest comments of the newest posts are known.
/// </summary>
/// <param name="Shared">How many commented at both.</param>
/// <param name="Of">How many commenters were seen at the one with fewer.</param>
public sealed record CommenterOverlap(string First, string Second, int Shared, int Of)
{
    /// <summary>0 to 1.</summary>
    public double Share => (double)Shared / Of;
}

/// <summary>Puts creators that the team has reports of next to each other.</summary>
public sealed class Comparisons(Database database, ReportStore reports)
{
    public const int Most = 15;

    /// <summary>The first <see cref="Most"/> usernames are compared; each once.</summary>
    public async Task<ComparedCreators> CompareAsync(Caller caller, IEnumerable<string> usernames, CancellationToken cancellationToken)
    {
        var names = ScrapedText.Usernames(usernames).Take(Most);
        List<Report> found = [];
        List<string> missing = [];
        foreach (var name in names)
        {
            if (await reports.FindForTeamAsync(caller, name, version: null, cancellationToken) is not { } report)
                missing.Add(name);
            else if (found.TrueForAll(other => other.ExternalId != report.ExternalId))
                found.Add(report);
        }

        var commenters = await CommentersAsync(found, cancellationToken);
        return new ComparedCreators(found, missing, Overlaps(found, commenters));
    }

    /// <summary>Pairs that share commenters, the closest first. Pairs where nobody was seen commenting are left out.</summary>
    internal static List<CommenterOverlap> Overlaps(
        IReadOnlyList<Report> reports, IReadOnlyDictionary<string, HashSet<string>> commenters)
    {
        List<CommenterOverlap> pairs = [];
        for (var i = 0; i < reports.Count; i++)
        {
            for (var j = i + 1; j < reports.Count; j++)
            {
                var (first, second) = (commenters.GetValueOrDefault(reports[i].ExternalId), commenters.GetValueOrDefault(reports[j].ExternalId));
                if (first is not { Count: > 0 } || second is not { Count: > 0 })
                    continue;
                var shared = first.Count(second.Contains);
                if (shared > 0)
                    pairs.Add(new CommenterOverlap(reports[i].Username, reports[j].Username, shared, Math.Min(first.Count, second.Count)));
            }
        }

        return [.. pairs.OrderByDescending(pair => pair.Share).ThenByDescending(pair => pair.Shared)];
    }

    /// <summary>Who was seen commenting, by the creator's external id; the creator's own answers do not count.</summary>
    private async Task<Dictionary<string, HashSet<string>>> CommentersAsync(
        IReadOnlyList<Report> compared, CancellationToken cancellationToken)
    {
        var ids = compared.Select(report => report.ExternalId).ToArray();
        var seen = await database.ReadAsync(
            db => (from creator in db.Set<Creator>()
                   join post in db.Set<CreatorPost>() on creator.Id equals post.CreatorId
                   join comment in db.Set<PostComment>() on post.Id equals comment.PostId
                   where ids.Contains(creator.ExternalId) && comment.OwnerUsername != creator.Username
                   select new { creator.ExternalId, comment.OwnerUsername }).Distinct().ToListAsync(cancellationToken),
            cancellationToken);
        return seen.GroupBy(s => s.ExternalId).ToDictionary(group => group.Key, group => group.Select(s => s.OwnerUsername).ToHashSet());
    }
}
