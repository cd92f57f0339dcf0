namespace CreatorAnalytics.Apify.Sandbox;

internal enum PostType
{
    Image,
    Sidecar,
    Video,
}

/// <summary>A post as the generator knows it; <see cref="InstagramJson"/> writes it as the actors do.</summary>
internal sealed record Post(long Id, DateTimeOffset TakenAt, PostType Type, string Caption)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>The stream that everything about this post is drawn from.</summary>
    public required ulong Stream { get; init; }

    /// <summary>Null where the creator hides them.</summary>
    public required long? Likes { get; init; }

    public required long Comments { get; init; }

    public required long Views { get; init; }

    public required long Plays { get; init; }

    public required double Seconds { get; init; }

    public required int Images { get; init; }

    public required bool Pinned { get; init; }

    public required bool PaidPartnership { get; init; }

    public required IReadOnlyList<string> Tagged { get; init; }

    public required string? Coauthor { get; init; }

    public required string? Location { get; init; }

    public required string? Song { get; init; }

    public string ShortCode => ShortCodeOf(Id);

    /// <summary>Instagram's short codes are its ids in base 64 with this alphabet.</summary>
    public static string ShortCodeOf(long id)
    {
        Span<char> code = stackalloc char[11];
        var at = code.Length;
        for (var rest = (ulong)id; rest > 0; rest /= 64)
            code[--at] = Alphabet[(int)(rest % 64)];
        return new string(code[at..]);
    }
}
