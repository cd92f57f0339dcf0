namespace CreatorAnalytics.Analysis.Text;

/// <summary>Words, phrases and beginnings of words (which end in a star), with what they stand for.</summary>
internal sealed class WordTable<T>
{
    private const int LongestPhrase = 3;
    private const int ShortestBeginning = 3;

    private readonly Dictionary<string, T> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _beginnings = new(StringComparer.Ordinal);

    /// <summary>What is put in later counts, where two are equal.</summary>
    public void Put(string word, T value)
    {
        if (word.EndsWith('*'))
            _beginnings[word[..^1]] = value;
        else
            _words[string.Join(' ', Words.Of(word))] = value;
    }

    /// <summary>Finds the longest phrase that begins at a word.</summary>
    /// <param name="length">How many words it has; 1 when there is none.</param>
    public bool TryFind(List<string> words, int index, out T? value, out int length)
    {
        for (length = Math.Min(LongestPhrase, words.Count - index); length > 1; length--)
        {
            if (_words.TryGetValue(string.Join(' ', words.GetRange(index, length)), out value))
                return true;
        }

        return TryFind(words[index], out value);
    }

    public bool TryFind(string word, out T? value)
    {
        if (_words.TryGetValue(word, out value))
            return true;
        for (var length = word.Length; length >= ShortestBeginning; length--)
        {
            if (_beginnings.TryGetValue(word[..length], out value))
                return true;
        }

        return false;
    }

    /// <summary>Finds a word at the beginning or the end of several written as one, the longest first: "sourdoughbread".</summary>
    /// <param name="least">How many letters it must have: short ones stand in many words by chance.</param>
    public bool TryFindWithin(string joined, int least, out T? value)
    {
        for (var length = joined.Length - 1; length >= least; length--)
        {
            if (_words.TryGetValue(joined[..length], out value) || _words.TryGetValue(joined[^length..], out value))
                return true;
        }

        value = default;
        return false;
    }
}
