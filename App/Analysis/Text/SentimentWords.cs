namespace CreatorAnalytics.Analysis.Text;

/// <summary>English words with their valence from −5 to 5, from <c>Data/afinn-165.json</c>.</summary>
public sealed record Afinn(string Source, string Licence, string Date, IReadOnlyDictionary<string, int> Words)
{
    /// <summary>The list that comes with the application.</summary>
    public static Afinn Default { get; } = DataFile.Read("afinn-165.json", ReportJson.Default.Afinn);
}

/// <summary>Words and emoji by which comments praise or complain, from <c>Data/sentiment-words.json</c>.</summary>
/// <param name="Languages">By ISO 639-1.</param>
/// <param name="Emoji">By valence; each character is one.</param>
public sealed record SentimentWords(
    string Source, string Date, IReadOnlyDictionary<string, LanguageWords> Languages, IReadOnlyDictionary<string, string> Emoji);

/// <summary>The words of one language.</summary>
/// <param name="Words">By valence; lower-case words, phrases of up to three words, and beginnings of words that end in a star.</param>
/// <param name="Negations">Turn what comes within three words after them.</param>
/// <param name="Boosters">Strengthen the next word.</param>
/// <param name="Dampers">Weaken it.</param>
/// <param name="But">What follows them counts more than what stands before.</param>
public sealed record LanguageWords(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Words, IReadOnlyList<string> Negations, IReadOnlyList<string> Boosters,
    IReadOnlyList<string> Dampers, IReadOnlyList<string> But)
{
    /// <summary>Turn what stands within three words before them: "gefällt mir nicht"; null in languages without such.</summary>
    public IReadOnlyList<string>? NegationsAfter { get; init; }
}
