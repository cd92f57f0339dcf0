using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>Takes texts apart.</summary>
internal static partial class Words
{
    /// <summary>What stands where a clause ends.</summary>
    public const string ClauseEnd = ".";

    /// <summary>The text without links, hashtags and mentions, which are not in any language.</summary>
    public static string WithoutMarks(string text) => Marks().Replace(text, " ");

    /// <summary>The text with mentions and links put as models of short messages were taught them, and without anybody's name.</summary>
    public static string Anonymous(string text) => MentionsAndLinks().Replace(text, found => found.Value[0] == '@' ? "@user" : "http");

    /// <summary>Whether there are words or emoji besides links, hashtags and mentions.</summary>
    public static bool SaysAnything(string text) => Of(WithoutMarks(text)).Exists(word => word != ClauseEnd);

    /// <summary>
    /// Lower-case words; emoji, each alone; and <see cref="ClauseEnd"/> for punctuation. A letter
    /// that is repeated to stress a word stands once: "sooo".
    /// </summary>
    public static List<string> Of(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark && rune.Value is < 0xFE00 or > 0xFE0F)
                word.Append(Rune.ToLowerInvariant(rune));
            else if (rune.Value is '\'' or '’' && word.Length > 0)
                word.Append('\'');
            else
                End(rune);
        }

        End(new Rune(' '));
        return words;

        void End(Rune after)
        {
            if (word.Length > 0)
                words.AddRange(Elided(Stressed().Replace(word.ToString(), "$1")));
            word.Clear();
            if (after.Value is '.' or ',' or '!' or '?' or ';' or ':' or '\n')
                words.Add(ClauseEnd);
            else if (Rune.GetUnicodeCategory(after) is UnicodeCategory.OtherSymbol)
                words.Add(after.ToString());
        }
    }

    /// <summary>"don't" is a word, "j'adore" and "l'amore" are two.</summary>
    private static string[] Elided(string word) =>
        word.EndsWith("n't", StringComparison.Ordinal) ? [word] : word.Split('\'', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"https?://\S+|www\.\S+|[#@][\w.]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex(@"https?://\S+|www\.\S+|@[\w.]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MentionsAndLinks();

    [GeneratedRegex(@"([^\d])\1{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Stressed();
}
