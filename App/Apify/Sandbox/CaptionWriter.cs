namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Writes captions as creators do: an opener in their language, something of their field, mentions, hashtags.</summary>
internal static class CaptionWriter
{
    /// <param name="brand">Who paid for the post; null for an organic one.</param>
    /// <param name="coauthor">Somebody who publishes the post with the creator, seldom.</param>
    /// <param name="tagged">People tagged in the picture.</param>
    public static string Write(Creator creator, Dice dice, string? brand, out string? coauthor, out IReadOnlyList<string> tagged)
    {
        // Now and then somebody posts in English whose language is another.
        var tongue = dice.Chance(0.12) ? Tongue.English : creator.Tongue;
        var lines = new List<string> { dice.Pick(tongue.Captions) };
        if (dice.Chance(0.4))
            lines.Add(dice.Pick(tongue.Questions));
        if (tongue == Tongue.English && dice.Chance(0.5))
            lines.Add(dice.Pick(creator.Niche.Captions));

        string? friend = dice.Chance(0.15) ? dice.Pick(WordLists.Friends) : null;
        coauthor = dice.Chance(0.04) ? friend : null;
        tagged = friend is null ? [] : [friend];
        if (friend is not null)
            lines.Add(dice.Chance(0.5) ? $"w/ @{friend}" : $"📷 @{friend}");
        if (brand is not null)
            lines.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, dice.Pick(tongue.SponsoredLines), $"@{brand}", creator.Username.ToUpperInvariant()));

        var tags = dice.PickSome(creator.Niche.Hashtags, dice.Between(0, 6));
        if (brand is not null && dice.Chance(0.6))
            tags.Insert(0, dice.Pick(tongue.SponsoredTags));
        if (tags.Count > 0)
            lines.Add($"\n{string.Join(' ', tags.Select(tag => $"#{tag}"))}");
        return string.Join('\n', lines);
    }

    /// <summary>Words that begin with a mark, split at spaces only: the actors leave punctuation on them, so do we.</summary>
    public static IEnumerable<string> Marked(string caption, char mark) => caption
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.Length > 1 && word[0] == mark)
        .Select(word => word[1..]);
}
