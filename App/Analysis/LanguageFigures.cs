namespace CreatorAnalytics.Analysis;

/// <summary>In which languages a creator writes.</summary>
internal static class LanguageFigures
{
    /// <param name="captions">The language of each post of the window; null where it cannot be told.</param>
    public static IReadOnlyList<LanguageShare> Of(IEnumerable<string?> captions)
    {
        var known = captions.OfType<string>().ToList();
        return
        [
            .. known
                .GroupBy(code => code)
                .Select(group => new LanguageShare(group.Key, 100d * group.Count() / known.Count, group.Count()))
                .OrderByDescending(language => language.Posts).ThenBy(language => language.Code, StringComparer.Ordinal),
        ];
    }
}
