namespace CreatorAnalytics.Analysis.Text;

/// <summary>A comment to be scored.</summary>
/// <param name="Words">By which it is scored.</param>
/// <param name="Language">ISO 639-1; null when it cannot be told.</param>
/// <param name="Likely">
/// The language that the creator mostly writes in: its words count when <paramref name="Language"/> is null, and those of English if they
/// say nothing.
/// </param>
public sealed record Comment(string Text, SentimentLexicons Words, string? Language, string? Likely = null);

/// <summary>
/// Scores comments by the valence of their words and emoji, with VADER's rules: a negation turns a word, a booster strengthens it, what
/// follows a "but" counts more, exclamation marks add; the sum s becomes s ÷ √(s² + 15), from 0.05 on positive, to −0.05 negative.
/// </summary>
public sealed class SentimentModel : ITextModel<Comment, Sentiment?>
{
    /// <summary>AFINN goes to 5, the rules are made for a scale to 4.</summary>
    private const double Scale = 0.8;
    private const double Turned = -0.74;
    private const double Boost = 0.293;
    private const double ExclamationMark = 0.292;
    private const int MostExclamationMarks = 4;
    private const int Reach = 3;
    private const double Smoothing = 15;
    private const double Threshold = 0.05;

    public string Name => "sentiment";

    public void Load()
    {
        // The words come with each comment.
    }

    /// <returns>Null for one that holds neither words nor emoji, or words of a language without a list.</returns>
    public IReadOnlyList<Sentiment?> Read(IReadOnlyList<Comment> texts) => [.. texts.Select(Of)];

    private static Sentiment? Of(Comment comment)
    {
        var text = Words.WithoutMarks(comment.Text);
        var words = Words.Of(text);
        if (words.TrueForAll(word => word == Words.ClauseEnd))
            return null;
        if (comment.Language is { } language)
            return Of(text, words, comment.Words, language);
        return comment.Likely is { } likely && Of(text, words, comment.Words, likely) is { } found and not Sentiment.Neutral
            ? found
            : Of(text, words, comment.Words, SentimentLexicons.English);
    }

    private static Sentiment? Of(string text, List<string> words, SentimentLexicons lexicons, string language)
    {
        var lexicon = lexicons.Of(language);
        if (lexicon is null && words.Exists(word => char.IsLetter(word, 0)))
            return null;
        var sum = Sum(words, lexicons, lexicon);
        sum += Math.Sign(sum) * ExclamationMark * Math.Min(MostExclamationMarks, text.Count(character => character == '!'));
        return (sum / Math.Sqrt(sum * sum + Smoothing)) switch
        {
            >= Threshold => Sentiment.Positive,
            <= -Threshold => Sentiment.Negative,
            _ => Sentiment.Neutral,
        };
    }

    private static double Sum(List<string> words, SentimentLexicons lexicons, Lexicon? lexicon)
    {
        var (before, after, turned) = (0d, 0d, false);
        for (var index = 0; index < words.Count;)
        {
            if (lexicon?.But.Contains(words[index]) is true)
                (before, after, turned) = (before + after, 0, true);
            var (valence, length) = lexicons.TryFindEmoji(words[index], out var emoji) ? (emoji, 1)
                : lexicon is null ? (null, 1)
                : Valence(words, index, lexicon);
            after += Scale * (valence ?? 0);
            index += length;
        }

        return turned ? (0.5 * before) + (1.5 * after) : before + after;
    }

    private static (double? Valence, int Length) Valence(List<string> words, int index, Lexicon lexicon)
    {
        var (known, length) = lexicon.At(words, index);
        if (known is not { } valence || valence == 0)
            return (known, length);
        if (index > 0 && lexicon.Boosters.Contains(words[index - 1]))
            valence += Math.Sign(valence) * Boost;
        else if (index > 0 && lexicon.Dampers.Contains(words[index - 1]))
            valence -= Math.Sign(valence) * Boost;

        var negated = Clause(words, index, -1).Exists(word => lexicon.Negations.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal))
            || Clause(words, index + length - 1, 1).Exists(lexicon.NegationsAfter.Contains);
        return (negated ? Turned * valence : valence, length);
    }

    /// <summary>The words before or after one, as far as a negation reaches and the clause goes.</summary>
    private static List<string> Clause(List<string> words, int index, int step)
    {
        List<string> near = [];
        for (var at = index + step; near.Count < Reach && at >= 0 && at < words.Count && words[at] != Words.ClauseEnd; at += step)
            near.Add(words[at]);
        return near;
    }
}
