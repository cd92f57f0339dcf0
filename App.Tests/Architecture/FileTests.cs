using CreatorAnalytics.Tests.Support;

namespace CreatorAnalytics.Tests.Architecture;

public sealed class FileTests
{
    private const int MaxLines = 400;

    private static readonly string[] Code = [".cs", ".razor", ".css", ".js"];

    private static readonly string[] Text = [.. Code, ".md", ".json", ".yml", ".yaml", ".props", ".targets", ".csproj", ".sh", ".txt", ".editorconfig", ""];

    // Put together here, so that this file does not hold them itself.
    private static readonly string[] Words = ["TO" + "DO", "FIX" + "ME", "shared" + "/", "/wo" + "rk/"];

    [Fact]
    public void No_file_is_longer_than_400_lines() => Offenders.None(
        "A file that long holds more than one thing:",
        [.. Repository.Files.Where(file => Code.Contains(Path.GetExtension(file)) && !file.StartsWith("Migrations/", StringComparison.Ordinal))],
        file => Repository.Read(file).AsSpan().Count('\n') is > MaxLines and var lines ? [$"{file}: {lines} lines"] : []);

    [Fact]
    public void Nothing_is_left_for_later_in_the_text_and_nothing_names_a_place_outside() => Offenders.None(
        "What is to be done is an issue, and the project speaks of itself alone:",
        [.. Repository.Files.Where(file => Text.Contains(Path.GetExtension(file)))],
        file => Words.Where(word => Repository.Read(file).Contains(word, StringComparison.Ordinal)).Select(word => $"{file} holds '{word}'"));
}
