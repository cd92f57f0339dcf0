using CreatorAnalytics.Creators;
using CsCheck;

namespace CreatorAnalytics.Tests.Creators;

public sealed class CaptionWordsTests
{
    [Theory]
    [InlineData("Go #Artemis, go", "artemis")]
    [InlineData("#one#two #ONE", "one two")]
    [InlineData("#Schöne_Tage #日本 #été2026.", "schöne_tage 日本 été2026")]
    [InlineData("we are #1 and #2026", "")]
    [InlineData("it&#39;s at https://example.com/#top and a#b", "")]
    [InlineData("##double # alone (#round)", "double round")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Hashtags_are_read_from_a_caption(string? caption, string expected) =>
        Assert.Equal(expected, string.Join(' ', CaptionWords.Hashtags(caption)));

    [Theory]
    [InlineData("by @NASAGoddard.", "nasagoddard")]
    [InlineData("@NASAUniverse’s and @nasa_webb, @a.b.c!", "nasauniverse nasa_webb a.b.c")]
    [InlineData("mail me@example.com or @@twice", "")]
    [InlineData("(@round) @same @SAME", "round same")]
    [InlineData("@ alone @...", "")]
    [InlineData(null, "")]
    public void Mentions_are_read_from_a_caption(string? caption, string expected) =>
        Assert.Equal(expected, string.Join(' ', CaptionWords.Mentions(caption)));

    [Fact]
    public void Whatever_the_caption_words_are_clean_lower_case_and_single() =>
        Gen.OneOf(Gen.Char, Gen.Char["#@. Aé1\0"]).Array[0, 200].Select(chars => new string(chars)).Sample(
            caption =>
            {
                var tags = CaptionWords.Hashtags(caption);
                var names = CaptionWords.Mentions(caption);
                return tags.All(tag => tag.Length is > 0 and <= 100 && !tag.Contains('#') && tag == tag.ToLowerInvariant())
                    && names.All(name => name.Length is > 0 and <= 30 && !name.StartsWith('.') && !name.EndsWith('.'))
                    && tags.Distinct().Count() == tags.Count
                    && names.Distinct().Count() == names.Count;
            });

    [Fact]
    public void Cut_text_never_ends_in_half_a_character() =>
        Gen.Select(Gen.String, Gen.Int[1, 20]).Sample((text, limit) =>
        {
            var clean = ScrapedText.Clean(text + "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", limit);
            return clean is null || (clean.Length <= limit && !clean.Contains('\0') && !char.IsHighSurrogate(clean[^1]));
        });
}
