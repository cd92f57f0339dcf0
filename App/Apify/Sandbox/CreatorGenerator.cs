using System.Globalization;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// Makes the creator that belongs to a username. Follower counts are log-normal, as measured on large samples of accounts that post
/// regularly: about one in fifty has more than a million; engagement falls with size roughly as followers to the power of -0.3
/// (Social Cat's cut points, smoothed).
/// </summary>
internal sealed class CreatorGenerator(int seed)
{
    public Creator Create(string username)
    {
        var name = NameFaults.CurrentName(username);
        var shape = Dice.For(seed, name, "shape");
        var followers = Math.Clamp(shape.LogNormal(18_000, 1.9), 180, 90_000_000);
        var niche = Niche.All.FirstOrDefault(niche => niche.NameParts.Any(part => name.Contains(part, StringComparison.Ordinal)))
            ?? Dice.For(seed, name, "niche").Pick(Niche.All);
        var tongue = TongueOf(Dice.For(seed, name, "tongue"));
        var verified = shape.Chance(followers > 1_000_000 ? 0.85 : followers > 100_000 ? 0.3 : followers > 10_000 ? 0.05 : 0.005);
        var fullName = FullName(name, niche, Dice.For(seed, name, "full name"));
        var follows = (int)Math.Clamp(shape.LogNormal(followers > 100_000 ? 350 : 700, 0.7), 3, 7_400);
        var engagement = Math.Clamp(0.05 * Math.Pow(followers / 1000, -0.3), 0.005, 0.09) * shape.LogNormal(1, 0.4);
        var commentsPerLike = Math.Clamp(shape.LogNormal(0.018, 0.5), 0.003, 0.09);
        var hours = shape.PickSome(tongue.WakingHoursUtc, 4);
        var video = shape.Between(0.2, 0.65);
        return new Creator(name, IdOf(name), fullName, Biography(name, niche, tongue), niche, tongue)
        {
            FollowersThen = followers,
            GrowthPerDay = shape.Chance(0.12) ? -shape.Between(0.00002, 0.0004) : shape.LogNormal(0.0003, 0.8),
            Follows = follows,
            LikesPerFollower = engagement / (1 + commentsPerLike),
            CommentsPerLike = commentsPerLike,
            Cadence = TimeSpan.FromHours(Math.Clamp(shape.LogNormal(46, 0.6), 9, 240)),
            Hours = hours,
            VideoShare = video,
            SidecarShare = (1 - video) * shape.Between(0.3, 0.7),
            SponsoredShare = followers < 3_000 ? 0.02 : shape.Between(0.02, 0.22),
            HiddenLikesShare = NameFaults.Of(username) is NameFault.Hidden ? 1 : shape.Chance(0.12) ? shape.Between(0.1, 0.7) : 0,
            PinsPosts = shape.Chance(0.3),
            IsBusiness = shape.Chance(0.45),
            Verified = verified,
            OlderPosts = (int)shape.LogNormal(180, 1),
            Highlights = shape.Between(0, 22),
            Links = Links(name, niche, Dice.For(seed, name, "links")),
            Fault = NameFaults.Of(username),
        };
    }

    /// <summary>The account's numeric id, which a change of name does not change.</summary>
    private long IdOf(string name) => 1_000_000_000L + (long)(Dice.For(seed, name, "id").Next() % 74_000_000_000UL);

    private static Tongue TongueOf(Dice dice) => dice.Chance(0.55) ? Tongue.English : dice.Pick(Tongue.All);

    private static string FullName(string username, Niche niche, Dice dice)
    {
        var words = NameFaults.WithoutFault(username).Split(['_', '.'], StringSplitOptions.RemoveEmptyEntries);
        var title = string.Join(' ', words.Select(word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word.TrimEnd("0123456789".ToCharArray()))))
            .Trim();
        if (title.Length == 0)
            title = dice.Pick(WordLists.FirstNames);
        return dice.Unit() switch
        {
            < 0.15 => $"{title} {niche.Emoji}",
            < 0.3 => $"{title} | {niche.Category}",
            _ => title,
        };
    }

    private string Biography(string name, Niche niche, Tongue tongue)
    {
        var dice = Dice.For(seed, name, "biography");
        var lines = new List<string> { $"{niche.Emoji} {dice.Pick(tongue.BiographyOpeners)}" };
        lines.AddRange(dice.PickSome(niche.BiographyLines, dice.Between(1, 2)));
        if (dice.Chance(0.5))
            lines.Add($"📍 {dice.Pick(tongue.Places)}");
        if (dice.Chance(0.3))
            lines.Add($"@{dice.Pick(niche.Brands)} partner");
        if (dice.Chance(0.3))
            lines.Add("👇");
        return string.Join('\n', lines);
    }

    private static List<(string, string)> Links(string name, Niche niche, Dice dice)
    {
        var links = new List<(string, string)>();
        if (dice.Chance(0.65))
            links.Add((dice.Chance(0.5) ? "" : "Everything in one place", $"https://links.example.com/{name}"));
        if (dice.Chance(0.25))
            links.Add((niche.Category, $"https://{name.Replace('_', '-').Trim('-', '.')}.example.net/"));
        return links;
    }
}
