using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace CreatorAnalytics.Analysis.Chat;

/// <summary>
/// Reads what a model answered, as carefully as anything else that strangers wrote: a caption may have told it what to say. What is not
/// of the asked form is refused as a whole.
/// </summary>
internal static partial class AssessmentAnswer
{
    /// <summary>Models do not count letters well; a little more is cut, much more is not what was asked for.</summary>
    private const int Tolerance = 4;

    /// <exception cref="AssessmentGapException">The answer is not of the form that was asked for.</exception>
    public static AssessmentSection Read(string answer, AssessmentPrompt prompt, string model)
    {
        var written = Parse(answer);
        if (!prompt.Categories.Contains(written.Category))
            throw Unusable("a category that is not in the list");
        if (written.BrandSafety.Count > AssessmentPrompt.MostNotes)
            throw Unusable("too many notes");
        return new AssessmentSection(
            Plain(written.Summary, AssessmentPrompt.MostSummary, prompt.Username),
            written.Category,
            [.. written.BrandSafety.Select(note => Read(note, prompt))],
            model,
            prompt.Posts.Count);
    }

    private static BrandSafetyNote Read(WrittenNote? note, AssessmentPrompt prompt)
    {
        if (note is null || !AssessmentPrompt.Kinds.TryGetValue(note.Kind, out var kind))
            throw Unusable("a kind of note that is not in the list");
        if (note.Post < 0 || note.Post > prompt.Posts.Count)
            throw Unusable("a note on a post that it was not given");
        return new BrandSafetyNote(kind, Plain(note.Note, AssessmentPrompt.MostNote, prompt.Username), note.Post == 0 ? null : prompt.Posts[note.Post - 1].ShortCode);
    }

    private static Written Parse(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, AnswerJson.Default.Written) ?? throw Unusable("nothing");
        }
        catch (JsonException)
        {
            throw Unusable("something that is not JSON by the schema");
        }
    }

    /// <summary>One line of plain text, or a refusal: pages encode it, but nobody should be led anywhere by it.</summary>
    private static string Plain(string text, int most, string username)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator:
                    if (line.Length > 0 && line[^1] != ' ')
                        line.Append(' ');
                    break;
                case UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    // Marks that cannot be seen, such as those that turn the direction of writing.
                    break;
                default:
                    line.Append(rune);
                    break;
            }
        }

        var plain = line.ToString().Trim();
        if (plain.Length == 0)
            throw Unusable("an empty text");
        if (plain.Length > Tolerance * most)
            throw Unusable("a text that is far too long");
        if (LinkOrMarkup().IsMatch(plain.Replace(username, "", StringComparison.OrdinalIgnoreCase)))
            throw Unusable("a text with a link or markup");
        return plain.Length <= most ? plain : $"{plain[..Math.Max(plain.LastIndexOf(' ', most - 1), most / 2)].TrimEnd()}…";
    }

    private static AssessmentGapException Unusable(string what) => new(AssessmentGap.Unusable, $"The model answered with {what}.");

    /// <summary>
    /// Addresses with a scheme, with www., or that end like web addresses do; tags; links and pictures of Markdown. A full stop without
    /// a space behind it is not a link, and neither is the creator's own username.
    /// </summary>
    [GeneratedRegex(
        @"[a-z][a-z0-9+.-]*://|\bwww\.|\b(javascript|data|mailto|tel):\S|[\w-]\.(com|net|org|info|biz|io|co|me|ly|gg|tv|app|dev|xyz|top|shop|store|site|online|link|club|live|ru|cn|su|tk)\b|[\w-]\.[a-z]{2,24}/|</?[a-z!]|\]\s*\(|\w@[\w-]+\.\w",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex LinkOrMarkup();

    /// <summary>The answer as the schema has it.</summary>
    internal sealed record Written(string Summary, string Category, IReadOnlyList<WrittenNote?> BrandSafety);

    internal sealed record WrittenNote(string Kind, int Post, string Note);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8)]
    [JsonSerializable(typeof(Written))]
    private sealed partial class AnswerJson : JsonSerializerContext;
}
