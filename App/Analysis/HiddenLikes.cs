namespace CreatorAnalytics.Analysis;

/// <summary>
/// Tells which like counts are not real. A creator can hide them; scrapers then return nothing, −1, or the number of likers named below
/// the post, which is mostly 3: in one report 447 of 540 posts had "3 likes".
/// </summary>
public sealed class HiddenLikes
{
    private const long ArtefactMost = 3;
    private const long EnoughComments = 3;
    private const long EnoughFollowers = 5_000;

    private readonly HashSet<long> _artefacts;
    private readonly bool _isLarge;

    /// <param name="window">The posts that show whether a small count is an artefact: at least half of them share it.</param>
    public HiddenLikes(IReadOnlyList<PostFacts> window, long? followers)
    {
        _isLarge = followers >= EnoughFollowers;
        _artefacts =
        [
            .. window
                .Where(post => post.Likes is >= 0 and <= ArtefactMost)
                .GroupBy(post => post.Likes!.Value)
                .Where(sharing => 2 * sharing.Count() >= window.Count)
                .Select(sharing => sharing.Key),
        ];
    }

    /// <summary>The post's likes, or null where they are hidden.</summary>
    public long? KnownLikes(PostFacts post) => post.Likes switch
    {
        null or < 0 => null,
        > ArtefactMost => post.Likes,
        { } likes when _artefacts.Contains(likes) => null,
        _ when _isLarge && post.Comments >= EnoughComments => null,
        _ => post.Likes,
    };
}
