using System.Text.RegularExpressions;

namespace CreatorAnalytics.Analysis;

/// <summary>Whether a post is an advertisement, as far as can be seen.</summary>
public enum PaidLevel
{
    /// <summary>Nothing says that it is.</summary>
    Organic,

    /// <summary>Its words or a tagged brand make it likely.</summary>
    Likely,

    /// <summary>The platform's label or a word of disclosure says so.</summary>
    Disclosed,
}

/// <summary>The words by which advertisements are told, from <c>Data/sponsored-words.json</c>; lower-case, tags without the sign.</summary>
/// <param name="DisclosedLabels">Words that disclose where they stand before a bar or a colon, or alone in a line: "Anzeige | …".</param>
/// <param name="LinkPhrases">Likely only together with a brand that is mentioned.</param>
/// <param name="PromoWords">Likely only together with a brand that is tagged.</param>
public sealed record SponsoredWords(
    string Source, string Date, IReadOnlyList<string> DisclosedTags, IReadOnlyList<string> DisclosedLabels,
    IReadOnlyList<string> DisclosedPhrases, IReadOnlyList<string> LikelyTags, IReadOnlyList<string> LikelyPhrases,
    IReadOnlyList<string> LinkPhrases, IReadOnlyList<string> PromoWords);

/// <summary>Tells advertisements from other posts, with the text that gave them away. The absence of a sign proves nothing.</summary>
public static partial class PaidPosts
{
    /// <param name="ownUsername">Tagging oneself is no sign.</param>
    /// <returns>The level, and what was found; null for organic posts.</returns>
    public static (PaidLevel Level, string? Evidence) Classify(PostFacts post, string ownUsername, SponsoredWords words)
    {
        if (post.IsPaidPartnership || post.Sponsors.Count > 0)
        {
            var sponsors = string.Join(", ", post.Sponsors.Select(name => $"@{name}"));
            return (PaidLevel.Disclosed, $"Instagram's paid partnership label{(sponsors.Length > 0 ? $" with {sponsors}" : "")}");
        }

        if (post.Hashtags.FirstOrDefault(words.DisclosedTags.Contains) is { } disclosed)
            return (PaidLevel.Disclosed, $"#{disclosed}");
        if (Labels().Matches(post.Caption ?? "").Select(match => match.Groups[1].Value)
            .FirstOrDefault(label => words.DisclosedLabels.Contains(label, StringComparer.OrdinalIgnoreCase)) is { } found)
            return (PaidLevel.Disclosed, found);
        if (Find(post.Caption ?? "", words.DisclosedPhrases) is { } phrase)
            return (PaidLevel.Disclosed, phrase);
        return LikelyEvidence(post, ownUsername, words) is { } evidence ? (PaidLevel.Likely, evidence) : (PaidLevel.Organic, null);
    }

    private static string? LikelyEvidence(PostFacts post, string ownUsername, SponsoredWords words)
    {
        if (post.Hashtags.FirstOrDefault(words.LikelyTags.Contains) is { } tag)
            return $"#{tag}";
        var caption = post.Caption ?? "";
        if (ThanksForSomething().Match(caption) is { Success: true } thanks)
            return thanks.Value;
        if (Find(caption, words.LikelyPhrases) is { } phrase)
            return phrase;
        var mentioned = post.Mentions.FirstOrDefault(name => name != ownUsername);
        if (mentioned is not null && Find(caption, words.LinkPhrases) is { } link)
            return $"{link} with @{mentioned}";
        var tagged = post.TaggedUsers.FirstOrDefault(name => name != ownUsername);
        return tagged is not null && Find(caption, words.PromoWords) is { } promo ? $"{promo} with @{tagged} tagged" : null;
    }

    private static string? Find(string caption, IReadOnlyList<string> phrases) =>
        phrases.FirstOrDefault(phrase => caption.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    /// <summary>Words before a bar or a colon, and words that are a line of their own.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}#@])(\p{L}+)(?=\s*[|:]|\s*$)(?:(?=\s*[|:])|(?<=^\W*\p{L}+))", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"thanks to @[\w.]+ for", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ThanksForSomething();
}
