using CreatorAnalytics.Jobs;
using CsCheck;

namespace CreatorAnalytics.Tests.Jobs;

public sealed class UsernameParserTests
{
    [Theory]
    [InlineData("nasa", "nasa")]
    [InlineData("NASA", "nasa")]
    [InlineData("@nasa", "nasa")]
    [InlineData("nasa, natgeo", "nasa natgeo")]
    [InlineData("nasa;natgeo\tbbc\r\ncnn", "nasa natgeo bbc cnn")]
    [InlineData("nasa natgeo", "nasa natgeo")]
    [InlineData("@nasa @natgeo", "nasa natgeo")]
    [InlineData("National Aeronautics (@nasa), Other One (@natgeo)", "nasa natgeo")]
    [InlineData("https://www.instagram.com/nasa", "nasa")]
    [InlineData("https://www.instagram.com/NASA/?hl=en&igsh=abc", "nasa")]
    [InlineData("http://m.instagram.com/nasa/", "nasa")]
    [InlineData("instagram.com/nasa/reels/", "nasa")]
    [InlineData("www.instagram.com/nasa/tagged/#top", "nasa")]
    [InlineData("See https://instagram.com/nasa and instagram.com/natgeo", "nasa natgeo")]
    [InlineData("https://www.instagram.com/_u/nasa/", "nasa")]
    [InlineData("https://www.instagram.com/_u/?igsh=1", "_u")]
    [InlineData("\uFEFFnasa\u200B", "nasa")]
    [InlineData("a.b_c.9", "a.b_c.9")]
    [InlineData("missing_x", "missing_x")]
    public void Usernames_are_read_from_what_people_paste(string text, string expected)
    {
        var parsed = UsernameParser.Parse(text);

        Assert.Empty(parsed.Invalid);
        Assert.Equal(expected.Split(' '), parsed.Usernames);
    }

    [Theory]
    [InlineData(".nasa", "dot")]
    [InlineData("nasa.", "dot")]
    [InlineData("@nasa.", "dot")]
    [InlineData("na..sa", "two dots")]
    [InlineData("na-sa", "letters a–z")]
    [InlineData("nasä", "letters a–z")]
    [InlineData("abcdefghijklmnopqrstuvwxyz01234", "at most 30 characters; this has 31")]
    [InlineData("https://www.instagram.com/p/CqnzfuxpAKL/", "a post")]
    [InlineData("https://www.instagram.com/nasa/p/CqnzfuxpAKL/", "a post")]
    [InlineData("https://www.instagram.com/reel/CqnzfuxpAKL/", "a reel")]
    [InlineData("instagram.com/reels/CqnzfuxpAKL/", "a reel")]
    [InlineData("https://www.instagram.com/stories/nasa/123/", "a story")]
    [InlineData("https://www.instagram.com/explore/tags/space", "Instagram itself")]
    [InlineData("https://www.instagram.com/", "names no profile")]
    [InlineData("https://example.com/nasa", "not an Instagram address")]
    [InlineData("https://instagram.com.example.com/nasa", "not an Instagram address")]
    [InlineData("someone@example.com", "e-mail")]
    [InlineData("@", "missing")]
    public void What_is_no_username_is_refused_with_the_reason(string text, string reason)
    {
        var parsed = UsernameParser.Parse(text);

        Assert.Empty(parsed.Usernames);
        var invalid = Assert.Single(parsed.Invalid);
        Assert.Equal(text, invalid.Input);
        Assert.Contains(reason, invalid.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_are_folded_and_named_and_the_order_is_kept()
    {
        var parsed = UsernameParser.Parse("b, a, @B, https://instagram.com/a/, c, a");

        Assert.Equal(["b", "a", "c"], parsed.Usernames);
        Assert.Equal(["b", "a"], parsed.Duplicates);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ,;\n\t ")]
    public void Nothing_gives_nothing(string? text)
    {
        var parsed = UsernameParser.Parse(text);

        Assert.Empty(parsed.Usernames);
        Assert.Empty(parsed.Invalid);
    }

    [Fact]
    public void Whatever_is_typed_only_valid_usernames_come_out_each_once() =>
        Gen.String.Sample(text =>
        {
            var usernames = UsernameParser.Parse(text).Usernames;
            return usernames.All(name => UsernameParser.Problem(name) is null) && usernames.Distinct().Count() == usernames.Count;
        });

    [Fact]
    public void Valid_usernames_survive_any_dressing_and_separator()
    {
        var letters = Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['0', '9'], Gen.Const('_'));
        var username = Gen.Select(letters.Array[1, 14], Gen.Bool, letters.Array[1, 14], (left, dot, right) =>
            new string(left) + (dot ? "." : "") + new string(right));
        var dressed = Gen.Select(username, Gen.Int[0, 4], (name, how) => (Name: name, Text: how switch
        {
            0 => name,
            1 => $"@{name}",
            2 => $"https://www.instagram.com/{name}/?igsh=1",
            3 => $"Some One (@{name})",
            _ => name.ToUpperInvariant(),
        }));
        Gen.Select(dressed.Array[1, 15], Gen.OneOf(Gen.Const(","), Gen.Const(", "), Gen.Const(";"), Gen.Const("\n"), Gen.Const("\t"), Gen.Const("\r\n"))).Sample((names, separator) =>
        {
            var parsed = UsernameParser.Parse(string.Join(separator, names.Select(n => n.Text)));
            return parsed.Invalid.Count == 0 && parsed.Usernames.SequenceEqual(names.Select(n => n.Name).Distinct());
        });
    }
}
