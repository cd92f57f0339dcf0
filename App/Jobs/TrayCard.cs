using System.Collections.Immutable;

namespace CreatorAnalytics.Jobs;

/// <summary>
/// One search as the tray shows it. It never changes: what is newer makes another, so that whoever draws it can tell by the reference
/// whether there is anything new to draw. Creators that did not change stay the same objects too.
/// </summary>
public sealed class TrayCard
{
    /// <summary>The number of the last event that each creator shows; events can arrive out of order.</summary>
    private readonly ImmutableArray<long> _itemSeqs;

    private TrayCard(JobView job, ImmutableArray<ItemView> items, ImmutableArray<long> itemSeqs)
    {
        Job = job;
        Items = items;
        _itemSeqs = itemSeqs;
    }

    public JobView Job { get; }

    public ImmutableArray<ItemView> Items { get; }

    public bool IsRunning => !Job.Status.IsEnded();

    /// <summary>Ended, with creators that were not delivered though nobody cancelled them.</summary>
    public bool NeedsAttention => !IsRunning && Job.FailedCreators > 0;

    /// <summary>A card of what was read from the database, or came with the event that created the job.</summary>
    public static TrayCard From(JobStatusView job) => Of(job, job.Items);

    /// <summary>The card of a job that an event creates.</summary>
    public static TrayCard Of(JobView job, IReadOnlyList<ItemView> items) =>
        new(job, [.. items], [.. Enumerable.Repeat(job.Seq, items.Count)]);

    /// <summary>The card after the event; itself if all of that was known.</summary>
    public TrayCard After(JobEvent change)
    {
        var job = change.Seq > Job.Seq ? change.Job : Job;
        var place = change.Item is { } item ? IndexOf(item.ItemId) : -1;
        if (place >= 0 && change.Seq > _itemSeqs[place])
            return new TrayCard(job, Items.SetItem(place, change.Item!), _itemSeqs.SetItem(place, change.Seq));
        return ReferenceEquals(job, Job) ? this : new TrayCard(job, Items, _itemSeqs);
    }

    private int IndexOf(Guid itemId)
    {
        for (var place = 0; place < Items.Length; place++)
        {
            if (Items[place].ItemId == itemId)
                return place;
        }

        return -1;
    }
}
