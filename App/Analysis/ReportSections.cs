using System.Text.Json.Serialization;

namespace CreatorAnalytics.Analysis;

/// <summary>Advertisements among the posts of the window.</summary>
/// <param name="SponsoredShare">Disclosed and likely ones of all.</param>
/// <param name="PaidPostPerformance">Median engagement rate of the paid ÷ that of the organic posts.</param>
/// <param name="Posts">The paid ones, newest first, each with what gave it away.</param>
public sealed record PaidSection(
    int Disclosed, int Likely, int Organic, Figure SponsoredShare, Figure PaidPostPerformance, IReadOnlyList<PaidPost> Posts)
{
    /// <summary>The paid ones, newest first, each with what gave it away.</summary>
    public IReadOnlyList<PaidPost> Posts { get; init; } = Posts ?? [];
}

/// <param name="Evidence">The text or label that was found.</param>
public sealed record PaidPost(string ShortCode, PaidLevel Level, string Evidence);

/// <summary>Somebody who is mentioned, tagged or a coauthor of posts of the window.</summary>
/// <param name="Count">In how many posts.</param>
/// <param name="EngagementRate">In percent, the mean of those posts; null when none has known likes or the followers are unknown.</param>
/// <param name="PaidShare">In percent, how many of those posts are disclosed or likely advertisements; null when that could not be told.</param>
public sealed record BrandUse(string Username, int Count, DateTimeOffset LastAt, double? EngagementRate, double? PaidShare);

/// <summary>A hashtag of posts of the window.</summary>
/// <param name="EngagementRate">In percent, the mean of its posts; null as with <see cref="BrandUse"/>.</param>
public sealed record HashtagUse(string Tag, int Count, double? EngagementRate);

/// <summary>How posts of a block of four hours of a weekday did, in UTC.</summary>
/// <param name="HourUtc">Where the block begins: 0, 4, … 20.</param>
/// <param name="Score">(Σ engagement ÷ median engagement + 3) ÷ (n + 3): 1 is usual, and few posts are drawn towards it.</param>
public sealed record PostingTime(DayOfWeek Weekday, int HourUtc, double Score, int N);

/// <summary>How many followers the creator had at our own scrapes, whoever asked for them.</summary>
/// <param name="Snapshots">How many scrapes there were until then.</param>
/// <param name="Counts">The oldest first; of more than 120 as many, evenly over them, the first and the last included.</param>
public sealed record GrowthSection(int Snapshots, IReadOnlyList<FollowerCount> Counts)
{
    /// <summary>The oldest first; of more than 120 as many, evenly over them, the first and the last included.</summary>
    public IReadOnlyList<FollowerCount> Counts { get; init; } = Counts ?? [];
}

/// <summary>What the sampled comments look like; shares in percent, null when none was sampled.</summary>
/// <param name="Sampled">Comments of others; the creator's own answers do not count.</param>
/// <param name="GenericShare">Only emoji, only mentions, or at most two words that could stand under any picture.</param>
/// <param name="DuplicateShare">Those whose text was written before.</param>
/// <param name="RepeatShare">Those by the ten accounts that comment most.</param>
/// <param name="RegularCommenters">Accounts that commented on at least 60 % of the sampled posts, which a group that agreed to would do.</param>
public sealed record CommentsSection(
    int Sampled, double? GenericShare, double? DuplicateShare, double? RepeatShare, IReadOnlyList<string> RegularCommenters)
{
    /// <summary>Accounts that commented on at least 60 % of the sampled posts, which a group that agreed to would do.</summary>
    public IReadOnlyList<string> RegularCommenters { get; init; } = RegularCommenters ?? [];

    /// <summary>Null when it was not looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SentimentCounts? Sentiment { get; init; }
}

/// <summary>How the sampled comments sound.</summary>
/// <param name="Scored">
/// The sum of the three. The other comments that were read hold no words, or are in a language without a word list.
/// </param>
public sealed record SentimentCounts(int Positive, int Neutral, int Negative, int Scored)
{
    /// <summary>How many were read, evenly spread over the sampled; null in reports for which all of them were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Read { get; init; }

    /// <summary>The installation's own model that scored them; null when the word lists did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    internal static SentimentCounts Of(CommentFindings found) => new(
        found.Sentiments.Count(sentiment => sentiment is Sentiment.Positive),
        found.Sentiments.Count(sentiment => sentiment is Sentiment.Neutral),
        found.Sentiments.Count(sentiment => sentiment is Sentiment.Negative),
        found.Sentiments.Count(sentiment => sentiment is not null))
    {
        Read = found.Sentiments.Count,
        Model = found.Model,
    };
}

/// <summary>A language of captions of the window.</summary>
/// <param name="Code">ISO 639-1, such as <c>de</c>.</param>
/// <param name="Share">In percent of the captions whose language can be told.</param>
/// <param name="Posts">How many captions.</param>
public sealed record LanguageShare(string Code, double Share, int Posts);

/// <summary>What a creator is about.</summary>
/// <param name="Weight">In percent of what was found of all topics.</param>
/// <param name="Evidence">The words and hashtags that were found most, with how many posts hold each.</param>
public sealed record Topic(string Name, double Weight, string Evidence);

/// <summary>Signals of bought engagement, each with its evidence. It is no count of false followers: we see no followers.</summary>
/// <param name="Score">100 less the deductions; null below 6 posts.</param>
public sealed record AuthenticitySection(int? Score, IReadOnlyList<Deduction> Deductions)
{
    /// <summary>Each with its evidence.</summary>
    public IReadOnlyList<Deduction> Deductions { get; init; } = Deductions ?? [];
}

public sealed record Deduction(int Points, string Reason, string Evidence);

/// <summary>An estimate, from the least to the most.</summary>
public sealed record ValueRange(double From, double To);

/// <summary>How many people see a post; null without a number of followers.</summary>
/// <param name="Post">Estimated for a post in the feed.</param>
/// <param name="Reel">Median plays of the creator's own reels, which are counted and not estimated.</param>
public sealed record ReachSection(ValueRange? Post, double? Reel, ValueRange? Impressions, string Formula);

/// <summary>What a post is worth, in USD; null without a number of followers.</summary>
/// <param name="Media">Impressions at the usual price for a thousand.</param>
/// <param name="Price">What a post in the feed may cost.</param>
public sealed record ValueSection(ValueRange? Media, ValueRange? Price, string Formula);
