using System.Globalization;
using CreatorAnalytics.Analysis.Text;

namespace CreatorAnalytics.Analysis.Tables;

/// <summary>What must hold of tables of words: a word that breaks a rule would never be found in a text, and nobody would notice.</summary>
internal static class WordRules
{
    private const int MostWords = 2_000;
    private const int MostGroups = 60;
    private const int LongestName = 40;
    private const int LongestWord = 60;
    private const int LongestPhrase = 3;
    private const int ShortestBeginning = 3;
    private const double MostValence = 5;

    public static IEnumerable<string> Of(GenericWords table) =>
        [.. Dated(table.Source, table.Date), .. Some(table.Words.Count), .. List("words", table.Words, Single)];

    public static IEnumerable<string> Of(SponsoredWords table) =>
    [
        .. Dated(table.Source, table.Date),
        .. Some(table.DisclosedTags.Count + table.DisclosedLabels.Count + table.DisclosedPhrases.Count + table.LikelyTags.Count + table.LikelyPhrases.Count),
        .. List("disclosedTags", table.DisclosedTags, Tag),
        .. List("disclosedLabels", table.DisclosedLabels, Label),
        .. List("disclosedPhrases", table.DisclosedPhrases, _ => null),
        .. List("likelyTags", table.LikelyTags, Tag),
        .. List("likelyPhrases", table.LikelyPhrases, _ => null),
        .. List("linkPhrases", table.LinkPhrases, _ => null),
        .. List("promoWords", table.PromoWords, _ => null),
    ];

    public static IEnumerable<string> Of(SentimentWords table) =>
    [
        .. Dated(table.Source, table.Date),
        .. Groups("languages", table.Languages.Count),
        .. table.Languages.SelectMany(language => Of(language.Key, language.Value)),
        .. table.Emoji.Keys.SelectMany(key => Valence("emoji", key)),
        .. table.Emoji.Where(row => string.IsNullOrWhiteSpace(row.Value) || row.Value.Any(char.IsAsciiLetterOrDigit))
            .Select(row => $"emoji, {row.Key}: give emoji one after the other, and nothing else."),
    ];

    public static IEnumerable<string> Of(TopicTable table) =>
    [
        .. Dated(table.Source, table.Date),
        .. Groups("topics", table.Topics.Count),
        .. table.Topics.Index().SelectMany(pair => pair.Item is null ? [$"topics, entry {pair.Index + 1} is empty. Remove it."] : Of(pair.Item, pair.Index)),
        .. Twice("topics", table.Topics.OfType<TopicWords>().Select(topic => topic.Name)),
    ];

    private static IEnumerable<string> Of(string code, LanguageWords? words)
    {
        if (code is not [>= 'a' and <= 'z', >= 'a' and <= 'z'])
            yield return $"languages: “{code}” must be a language's two letters (ISO 639-1), such as en.";
        if (words is null)
        {
            yield return $"languages, {code} is empty. Remove it.";
            yield break;
        }

        if (words.Words.Values.Sum(list => list?.Count ?? 0) == 0)
            yield return $"languages, {code}: there is no word. Add one or remove the language.";
        foreach (var problem in words.Words.SelectMany(row => Valence($"languages, {code}, words", row.Key)
            .Concat(List($"languages, {code}, words, {row.Key}", row.Value, Lookup))))
            yield return problem;
        foreach (var (name, list) in ((string, IReadOnlyList<string>?)[])
            [("negations", words.Negations), ("boosters", words.Boosters), ("dampers", words.Dampers), ("but", words.But), ("negationsAfter", words.NegationsAfter ?? [])])
        {
            foreach (var problem in List($"languages, {code}, {name}", list, Single))
                yield return problem;
        }
    }

    private static IEnumerable<string> Of(TopicWords topic, int index)
    {
        var place = string.IsNullOrWhiteSpace(topic.Name) ? $"entry {index + 1}" : topic.Name;
        if (string.IsNullOrWhiteSpace(topic.Name) || topic.Name.Length > LongestName)
            yield return $"topics, {place}: name must have 1 to {LongestName} characters.";
        if (topic.Strong.Count + topic.Weak.Count == 0)
            yield return $"topics, {place}: there is no word. Add one or remove the topic.";
        foreach (var problem in List($"topics, {place}, strong", topic.Strong, Lookup).Concat(List($"topics, {place}, weak", topic.Weak, Lookup)))
            yield return problem;
    }

    private static IEnumerable<string> Dated(string source, string date) => CommonRules.Source("source", source).Concat(CommonRules.Date(date));

    private static IEnumerable<string> Some(int words) => words > 0 ? [] : ["There is no word. Add one, or go back to the delivered table."];

    private static IEnumerable<string> Groups(string name, int count) =>
        count is > 0 and <= MostGroups ? [] : [$"{name} must be 1 to {MostGroups}; there are {count}."];

    private static IEnumerable<string> Valence(string place, string key) =>
        double.TryParse(key, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var valence)
            && Math.Abs(valence) <= MostValence
            ? []
            : [$"{place}: “{key}” must be a number from −5 to 5, what its words are worth."];

    /// <param name="rule">What is wrong with a word, as the rest of a sentence that begins with it; null when nothing.</param>
    private static IEnumerable<string> List(string place, IEnumerable<string>? list, Func<string, string?> rule)
    {
        var words = (list ?? []).ToList();
        if (words.Count > MostWords)
            return [$"{place} may have {MostWords:N0} words; there are {words.Count:N0}."];
        return words
            .Select(word =>
                string.IsNullOrWhiteSpace(word) ? "an empty word. Remove it"
                : word.Length > LongestWord ? $"“{word[..LongestWord]}…” is longer than {LongestWord} characters"
                : word != word.Trim() ? $"“{word}” must not begin or end with a space"
                : word.Contains(',', StringComparison.Ordinal) ? $"“{word}” must not hold a comma; make it two words"
                : word != word.ToLowerInvariant() ? $"“{word}” must be in lower case"
                : rule(word) is { } broken ? $"“{word}” {broken}"
                : null)
            .OfType<string>()
            .Select(problem => $"{place}: {problem}.")
            .Concat(Twice(place, words));
    }

    private static IEnumerable<string> Twice(string place, IEnumerable<string> words) =>
        words.GroupBy(word => word).Where(same => same.Count() > 1).Select(same => $"{place}: “{same.Key}” stands there twice. Keep one.");

    private static string? Single(string word) => word.Any(char.IsWhiteSpace) || word.Contains('*', StringComparison.Ordinal)
        ? "must be a single word, without a star"
        : null;

    private static string? Tag(string word) => word.StartsWith('#') ? "must stand without its #" : Single(word);

    private static string? Label(string word) => word.All(char.IsLetter) ? null : "must be a single word of letters";

    /// <summary>As <see cref="WordTable{T}"/> finds them.</summary>
    private static string? Lookup(string word)
    {
        if (word.EndsWith('*'))
            return word.Length <= ShortestBeginning || !word[..^1].All(letter => char.IsLetterOrDigit(letter))
                ? $"must be a beginning of at least {ShortestBeginning} letters before its star"
                : null;
        return Words.Of(word) is { Count: > 0 and <= LongestPhrase } parts && !parts.Contains(Words.ClauseEnd) && !word.Contains('*', StringComparison.Ordinal)
            ? null
            : $"must be one to {LongestPhrase} words, without punctuation; a star stands only at its end";
    }
}
