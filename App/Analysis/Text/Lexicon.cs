using System.Globalization;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>The valences of one language, made to be looked up.</summary>
internal sealed class Lexicon
{
    private readonly WordTable<double> _valences = new();

    /// <param name="more">Words that are not in the list itself; the list's own count where both have one.</param>
    public Lexicon(LanguageWords list, IReadOnlyDictionary<string, int> more)
    {
        foreach (var (word, valence) in more)
            _valences.Put(word, valence);
        foreach (var (valence, words) in list.Words)
        {
            foreach (var word in words)
                _valences.Put(word, double.Parse(valence, CultureInfo.InvariantCulture));
        }

        Negations = [.. list.Negations];
        NegationsAfter = [.. list.NegationsAfter ?? []];
        Boosters = [.. list.Boosters];
        Dampers = [.. list.Dampers];
        But = [.. list.But];
    }

    public HashSet<string> Negations { get; }

    public HashSet<string> NegationsAfter { get; }

    public HashSet<string> Boosters { get; }

    public HashSet<string> Dampers { get; }

    public HashSet<string> But { get; }

    /// <summary>The longest phrase that begins at a word.</summary>
    /// <returns>Its valence, null when there is none, and how many words it has.</returns>
    public (double? Valence, int Length) At(List<string> words, int index) =>
        _valences.TryFind(words, index, out var valence, out var length) ? (valence, length) : (null, 1);
}
