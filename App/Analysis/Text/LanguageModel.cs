using System.Globalization;
using System.Text;
using Lingua;
using Microsoft.Extensions.Caching.Memory;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>
/// Tells the language of a text by Lingua's n-grams in their small form: twenty languages that cover most of Instagram, 170 MB. What a
/// text says besides words (links, names, hashtags, emoji) is left out; a text with too few letters has no language.
/// </summary>
public sealed class LanguageModel : ITextModel<string, string?>
{
    /// <summary>Shorter ones are guessed wrong too often; a sign of Chinese or Thai says as much as a word.</summary>
    private const int LeastLetters = 8;
    private const int LeastSigns = 2;

    /// <summary>What comes later changes nothing and takes as long again.</summary>
    private const int MostCharacters = 100;

    /// <summary>Texts that are remembered with their language, some 5 MB.</summary>
    private const int MostRecent = 20_000;

    private static readonly Language[] Languages =
    [
        Language.English, Language.Spanish, Language.Portuguese, Language.German, Language.French, Language.Italian, Language.Dutch,
        Language.Polish, Language.Swedish, Language.Turkish, Language.Russian, Language.Ukrainian, Language.Arabic, Language.Hindi,
        Language.Japanese, Language.Korean, Language.Chinese, Language.Indonesian, Language.Vietnamese, Language.Thai,
    ];

    private static readonly string[] Greetings =
    [
        "Good morning from the other side of the mountains", "Buenos días desde el otro lado de las montañas", "Guten Morgen von der anderen Seite",
    ];

    // One a process, however many hosts it holds: it is large, and never changes.
    private static readonly Lazy<LanguageDetector> Detector = new(() =>
        LanguageDetectorBuilder.FromLanguages(Languages).WithLowAccuracyMode().WithPreloadedLanguageModels().Build());

    // Detecting takes about a hundred times as long as looking up, and comments say the same short things again and again.
    private static readonly MemoryCache Recent = new(new MemoryCacheOptions { SizeLimit = MostRecent });

    public string Name => "language";

    /// <summary>The English name of a language by its code; the code itself for others than the twenty.</summary>
    public static string NameOf(string code) =>
        Languages.Where(language => CodeOf(language) == code).Select(language => language.ToString()).FirstOrDefault(code);

    /// <summary>Also reads a little, since the first texts of a process take five times as long as later ones.</summary>
    public void Load()
    {
        for (var round = 0; round < 40; round++)
            Read([.. Greetings]);
    }

    /// <returns>ISO 639-1, such as <c>de</c>; null where it cannot be told.</returns>
    public IReadOnlyList<string?> Read(IReadOnlyList<string> texts) => [.. texts.Select(Of)];

    private static string? Of(string text)
    {
        var words = Words.WithoutMarks(text).Trim();
        if (words.Length > MostCharacters)
            words = words[..MostCharacters];
        var (letters, signs) = (0, 0);
        foreach (var rune in words.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.OtherLetter:
                    signs++;
                    break;
                case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter:
                    letters++;
                    break;
            }
        }

        if (letters < LeastLetters && signs < LeastSigns)
            return null;
        return Recent.GetOrCreate(words, Detect);
    }

    private static string? Detect(ICacheEntry remembered)
    {
        remembered.Size = 1;
        var words = (string)remembered.Key;
        var language = Detector.Value.DetectLanguageOf(words);
        return language is Language.Unknown ? null : CodeOf(language);
    }

    private static string CodeOf(Language language) => language.IsoCode6391().ToString().ToLowerInvariant();
}
