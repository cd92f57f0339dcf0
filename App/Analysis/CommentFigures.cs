using System.Globalization;
using System.Text;

namespace CreatorAnalytics.Analysis;

/// <summary>A comment as stored.</summary>
/// <param name="Author">Lower-case username.</param>
public sealed record CommentFacts(string PostShortCode, string Author, string Text);

/// <summary>Words of comments that could stand under any picture, from <c>Data/generic-comments.json</c>; lower-case.</summary>
public sealed record GenericWords(string Source, string Date, HashSet<string> Words);

/// <summary>What the comments under a creator's posts look like.</summary>
internal static class CommentFigures
{
    private const int MostRepeating = 10;
    private const double RegularShare = 0.6;

    /// <summary>On fewer posts everybody who comments twice would be a regular.</summary>
    private const int LeastPosts = 5;

    public static CommentsSection Of(IReadOnlyList<CommentFacts> comments, string ownUsername, GenericWords words)
    {
        var others = comments.Where(comment => comment.Author != ownUsername).ToList();
        if (others.Count == 0)
            return new CommentsSection(0, null, null, null, []);
        double Share(int count) => 100d * count / others.Count;
        var texts = others.Select(comment => Normalized(comment.Text)).ToList();
        var posts = others.Select(comment => comment.PostShortCode).Distinct().Count();
        var byAuthor = others.GroupBy(comment => comment.Author).ToList();
        return new CommentsSection(
            others.Count,
            Share(others.Count(comment => IsGeneric(comment.Text, words))),
            Share(texts.Count - texts.Distinct().Count()),
            Share(byAuthor.Select(author => author.Count()).OrderDescending().Take(MostRepeating).Sum()),
            posts < LeastPosts
                ? []
                : [.. byAuthor.Where(author => author.Select(comment => comment.PostShortCode).Distinct().Count() >= RegularShare * posts)
                    .Select(author => author.Key).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Only emoji, only mentions, or at most two words that are all in the list.</summary>
    public static bool IsGeneric(string text, GenericWords words)
    {
        var pieces = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(piece => !piece.StartsWith('@'))
            .Select(Letters)
            .Where(piece => piece.Length > 0)
            .ToList();
        return pieces.Count == 0 || (pieces.Count <= 2 && pieces.TrueForAll(words.Words.Contains));
    }

    private static string Normalized(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Lower-case letters and digits; emoji and punctuation fall away.</summary>
    private static string Letters(string piece)
    {
        var letters = new StringBuilder(piece.Length);
        foreach (var rune in piece.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark && rune.Value is < 0xFE00 or > 0xFE0F)
                letters.Append(Rune.ToLowerInvariant(rune));
        }

        return letters.ToString();
    }
}
