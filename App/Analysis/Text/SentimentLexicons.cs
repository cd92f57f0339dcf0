using System.Globalization;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>The words and emoji by which comments are scored, made to be looked up.</summary>
public sealed class SentimentLexicons
{
    internal const string English = "en";

    private readonly Dictionary<string, Lexicon> _languages;
    private readonly Dictionary<string, double> _emoji = new(StringComparer.Ordinal);

    /// <param name="english">Words that are not in the English list itself.</param>
    public SentimentLexicons(Afinn english, SentimentWords words)
    {
        _languages = words.Languages.ToDictionary(
            language => language.Key,
            language => new Lexicon(language.Value, language.Key == English ? english.Words : new Dictionary<string, int>()));
        foreach (var (valence, characters) in words.Emoji)
        {
            foreach (var emoji in characters.EnumerateRunes())
                _emoji[emoji.ToString()] = double.Parse(valence, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Null for a language without a list.</summary>
    internal Lexicon? Of(string language) => _languages.GetValueOrDefault(language);

    internal bool TryFindEmoji(string word, out double valence) => _emoji.TryGetValue(word, out valence);
}
