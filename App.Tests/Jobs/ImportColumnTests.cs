using CreatorAnalytics.Jobs;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class ImportColumnTests
{
    [Theory]
    [InlineData("Name,Handle,Followers / Ada Lovelace,ada.l,1200 / Bea Arthur,bea_a,900", "Handle", "ada.l bea_a")]
    [InlineData("Name,Link / Ada Lovelace,https://instagram.com/ada.l / Bea,https://www.instagram.com/bea_a/?hl=en", "Link", "ada.l bea_a")]
    [InlineData("Ada Lovelace,@ada.l / Bea Arthur,@bea_a", "Column 2", "ada.l bea_a")]
    [InlineData("ada.l / bea_a / ADA.L", "Column 1", "ada.l bea_a")]
    [InlineData("Followers,Instagram username / 100,ada.l / 200,", "Instagram username", "ada.l")]
    public void The_column_of_usernames_is_found(string table, string title, string usernames)
    {
        var likeliest = ImportColumn.Of(Rows(table)).MaxBy(column => column.Likelihood)!;
        Assert.Equal((title, usernames), (likeliest.Title, string.Join(' ', likeliest.Usernames)));
    }

    [Fact]
    public void Columns_without_a_username_are_not_offered() =>
        Assert.Equal(["Handle"], ImportColumn.Of(Rows("Handle,Rate / ada,1.5% / bea,2.5%")).Select(column => column.Title));

    [Fact]
    public void An_empty_file_has_no_columns() => Assert.Empty(ImportColumn.Of([]));

    private static List<IReadOnlyList<string>> Rows(string table) =>
        [.. table.Split(" / ").Select(row => (IReadOnlyList<string>)row.Split(','))];
}
