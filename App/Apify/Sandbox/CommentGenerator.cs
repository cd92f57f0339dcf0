namespace CreatorAnalytics.Apify.Sandbox;

internal sealed record Comment(long Id, string Text, string Username, DateTimeOffset WrittenAt, int Likes);

/// <summary>
/// The latest comments under a post: in the creator's language, about one in six of the "wow" kind, by people of the creator's
/// field, some of whom comment often, so that two creators of one field share commenters.
/// </summary>
internal static class CommentGenerator
{
    private const int MaxShown = 8;
    private const int PeopleOfAField = 900;

    public static List<Comment> Latest(Creator creator, Post post, DateTimeOffset asOf)
    {
        var dice = new Dice(post.Stream);
        var count = (int)Math.Min(post.Comments, dice.Between(MaxShown / 2, MaxShown));
        var comments = new List<Comment>(count);
        for (var i = 0; i < count; i++)
        {
            var after = TimeSpan.FromHours(Math.Min(dice.LogNormal(9, 1.2), (asOf - post.TakenAt).TotalHours * dice.Unit()));
            var (text, writer) = Write(creator, dice);
            comments.Add(new Comment(
                17_800_000_000_000_000 + (long)(dice.Next() % 400_000_000_000_000UL),
                text,
                writer,
                DateTimeOffset.FromUnixTimeSeconds((post.TakenAt + after).ToUnixTimeSeconds()),
                (int)(dice.LogNormal(1.2, 1) - 1)));
        }

        comments.Sort((a, b) => b.WrittenAt.CompareTo(a.WrittenAt));
        return comments;
    }

    private static (string Text, string Writer) Write(Creator creator, Dice dice)
    {
        var tongue = dice.Chance(0.2) ? Tongue.English : creator.Tongue;
        return dice.Unit() switch
        {
            < 0.06 => (dice.Pick(tongue.Replies), creator.Username),
            < 0.2 => (dice.Pick(tongue.GenericComments), Person(creator, dice)),
            < 0.25 => ($"@{Person(creator, dice)}", Person(creator, dice)),
            < 0.3 => (dice.Pick(WordLists.EmojiComments), Person(creator, dice)),
            < 0.6 => (dice.Pick(tongue.Comments), Person(creator, dice)),
            _ => ($"{dice.Pick(tongue.Comments)} {dice.Pick(WordLists.EmojiComments)}", Person(creator, dice)),
        };
    }

    /// <summary>Somebody of the creator's field; low numbers comment most.</summary>
    private static string Person(Creator creator, Dice dice)
    {
        var skewed = dice.Unit();
        var number = (int)(skewed * skewed * PeopleOfAField);
        var names = WordLists.FirstNames;
        var name = names[(number * 7 + creator.Niche.Category.Length) % names.Count].ToLowerInvariant();
        return (number % 4) switch
        {
            0 => $"{name}.{creator.Niche.Hashtags[number % creator.Niche.Hashtags.Count]}{number}".ToLowerInvariant(),
            1 => $"{name}_{number}",
            2 => $"its{name}{number}",
            _ => $"{name}{number}",
        };
    }
}
