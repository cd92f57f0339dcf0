namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// Puts a creator's posts on a timeline that does not depend on when one looks: time is cut into slots as long as the creator's
/// cadence, and each slot holds one post. So a post keeps its id, text and time from day to day, and new ones appear as time passes.
/// Counts grow with a post's age and are those of the last midnight (UTC), which makes a day's answers all the same.
/// </summary>
internal sealed class PostGenerator(int seed)
{
    /// <summary>How many posts Instagram lets an account pin.</summary>
    public const int MaxPinned = 3;

    private const int PinsEvery = 40;

    private static readonly DateTimeOffset FirstSlot = new(2018, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The top bits of a media id are milliseconds since this moment, the lower 23 a shard and a sequence.
    private static readonly DateTimeOffset InstagramEpoch = DateTimeOffset.FromUnixTimeMilliseconds(1_314_220_021_721);

    /// <summary>The midnight up to which everything is known at <paramref name="now"/>.</summary>
    public static DateTimeOffset AsOf(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>All posts ever, for the profile's count.</summary>
    public static long CountAt(Creator creator, DateTimeOffset asOf) => creator.Fault is NameFault.Empty
        ? 0
        : creator.OlderPosts + Math.Max(0, (long)((asOf - FirstSlot) / creator.Cadence));

    /// <summary>How many posts <see cref="Latest"/> gives.</summary>
    public static int LatestCount(Creator creator, DateTimeOffset asOf, int count) => (int)Math.Min(count, CountAt(creator, asOf));

    /// <summary>The latest posts, pinned ones first and then newest first, as the grid shows them.</summary>
    public List<Post> Latest(Creator creator, DateTimeOffset asOf, int count)
    {
        count = LatestCount(creator, asOf, count);
        var stream = Dice.For(seed, creator.Username, "posts").Next();
        var newest = NewestSlot(creator, stream, asOf);
        var pinned = Pinned(creator, stream, newest).Take(count).ToList();
        var others = new List<Post>(count);
        for (var slot = newest; others.Count < count - pinned.Count; slot--)
        {
            if (!pinned.Contains(slot))
                others.Add(Create(creator, stream, slot, asOf, pinned: false));
        }

        return
        [
            .. pinned.Select(slot => Create(creator, stream, slot, asOf, pinned: true)),
            .. others.OrderByDescending(post => post.TakenAt),
        ];
    }

    private static long NewestSlot(Creator creator, ulong stream, DateTimeOffset asOf)
    {
        var slot = (long)Math.Floor((asOf - FirstSlot) / creator.Cadence);
        while (TimeOf(creator, stream, slot) > asOf)
            slot--;
        return slot;
    }

    /// <summary>Up to three good old posts, the same ones until the creator has posted forty times more.</summary>
    private static List<long> Pinned(Creator creator, ulong stream, long newest)
    {
        if (!creator.PinsPosts)
            return [];
        var block = newest / PinsEvery - 1;
        var dice = new Dice(Dice.Mix(stream, block));
        var offsets = dice.PickSome(Enumerable.Range(0, PinsEvery).ToList(), dice.Between(1, MaxPinned));
        return [.. offsets.Select(offset => block * PinsEvery + offset).OrderDescending()];
    }

    private static DateTimeOffset TimeOf(Creator creator, ulong stream, long slot)
    {
        var dice = new Dice(Dice.Mix(stream, slot));
        var time = FirstSlot + creator.Cadence * slot + creator.Cadence * dice.Between(0.05, 0.95);
        if (creator.Cadence < TimeSpan.FromHours(30))
            return Seconds(time);

        // Frequent posters take any hour; the others keep to theirs.
        return Seconds(new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero)
            + TimeSpan.FromHours(dice.Pick(creator.Hours)) + TimeSpan.FromMinutes(dice.Between(0.0, 60)));
    }

    private static DateTimeOffset Seconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static Post Create(Creator creator, ulong stream, long slot, DateTimeOffset asOf, bool pinned)
    {
        var takenAt = TimeOf(creator, stream, slot);
        var dice = new Dice(Dice.Mix(stream ^ 0x5EED, slot));
        var kind = dice.Unit();
        var type = kind < creator.VideoShare ? PostType.Video
            : kind < creator.VideoShare + creator.SidecarShare ? PostType.Sidecar
            : PostType.Image;
        var brand = dice.Chance(creator.SponsoredShare) ? dice.Pick(creator.Niche.Brands) : null;
        var labelled = brand is not null && dice.Chance(0.35);
        var caption = CaptionWriter.Write(creator, dice, brand, out var coauthor, out var tagged);
        var age = (asOf - takenAt).TotalHours;
        var grown = Math.Max(0.05, 1 - Math.Exp(-age / 18));
        var appeal = (type is PostType.Sidecar ? 1.1 : type is PostType.Video ? 1.2 : 0.9)
            * (brand is null ? 1 : 0.75) * (pinned ? 2.4 : 1) * dice.LogNormal(1, 0.38);
        var likes = Math.Max(1, creator.FollowersAt(takenAt) * creator.LikesPerFollower * appeal * grown);
        var comments = (long)(likes * creator.CommentsPerLike * dice.LogNormal(1, 0.4));
        var views = type is PostType.Video ? likes * Math.Clamp(dice.LogNormal(4.6, 0.35), 1.6, 14) : 0;
        var plays = views * Math.Clamp(dice.LogNormal(2.4, 0.35), 1.1, 9);
        var hidden = dice.Chance(creator.HiddenLikesShare);
        var isVideo = type is PostType.Video;
        return new Post(IdOf(takenAt, dice.Next()), takenAt, type, caption)
        {
            Stream = Dice.Mix(stream ^ 0xC0DE, slot),
            Likes = hidden ? null : (long)likes,
            Comments = comments,
            Views = (long)views,
            Plays = (long)plays,
            Seconds = isVideo ? Math.Round(Math.Clamp(dice.LogNormal(24, 0.7), 4, 180), 3) : 0,
            Images = type is PostType.Sidecar ? dice.Between(2, 6) : 1,
            Pinned = pinned,
            PaidPartnership = labelled,
            Tagged = brand is not null ? [brand, .. tagged] : tagged,
            Coauthor = labelled && dice.Chance(0.3) ? brand : coauthor,
            Location = dice.Chance(0.25) ? dice.Pick(creator.Tongue.Places) : null,
            Song = isVideo ? (dice.Chance(0.5) ? "" : dice.Pick(WordLists.Songs)) : null,
        };
    }

    private static long IdOf(DateTimeOffset takenAt, ulong chance)
    {
        var milliseconds = (takenAt - InstagramEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        return ((milliseconds & 0xFF_FFFF_FFFF) << 23) | (long)(chance & 0x7F_FFFF);
    }
}
