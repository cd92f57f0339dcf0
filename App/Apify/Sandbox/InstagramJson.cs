using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// Writes rows with the keys, spelling and gaps of Apify's Instagram actors: camelCase outside, snake_case in nested accounts, keys
/// left out rather than null where the actors leave them out.
/// </summary>
/// <param name="origin">The sandbox's own address, where its images are.</param>
internal sealed class InstagramJson(string origin, int seed)
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public byte[] Profile(Creator creator, string inputUrl, IReadOnlyList<Post> latest, DateTimeOffset asOf) => Write(json =>
    {
        json.WriteString("inputUrl", inputUrl);
        json.WriteString("id", creator.IdText);
        json.WriteString("username", creator.Username);
        json.WriteString("url", InstagramAddress.Profile(creator.Username));
        json.WriteString("fullName", creator.FullName);
        json.WriteString("biography", creator.Biography);
        WriteLinks(json, creator);
        json.WriteNumber("followersCount", creator.FollowersAt(asOf));
        json.WriteNumber("followsCount", creator.Follows);
        json.WriteBoolean("hasChannel", false);
        json.WriteNumber("highlightReelCount", creator.Highlights);
        json.WriteBoolean("isBusinessAccount", creator.IsBusiness);
        json.WriteBoolean("joinedRecently", false);
        if (creator.IsBusiness)
            json.WriteString("businessCategoryName", creator.Highlights % 3 == 0 ? $"None,{creator.Niche.Category}" : creator.Niche.Category);
        json.WriteBoolean("private", creator.Fault is NameFault.Private);
        json.WriteBoolean("verified", creator.Verified);
        json.WriteString("profilePicUrl", Avatar(creator.Username, creator.Fault));
        json.WriteString("profilePicUrlHD", Avatar(creator.Username, creator.Fault, "?size=hd"));
        json.WriteNumber("igtvVideoCount", 0);
        WriteRelated(json, creator);
        WriteEmptyArray(json, "latestIgtvVideos");
        json.WriteNumber("postsCount", PostGenerator.CountAt(creator, asOf));
        json.WriteStartArray("latestPosts");
        foreach (var post in latest)
        {
            json.WriteStartObject();
            WritePost(json, creator, post);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("fbid", $"17841{creator.IdText.PadLeft(12, '4')}");
    });

    /// <summary>A row of the posts actor: as in a profile, and with comments and plays.</summary>
    public byte[] PostRow(Creator creator, Post post, string inputUrl, DateTimeOffset asOf) => Write(json =>
    {
        json.WriteString("inputUrl", inputUrl);
        WritePost(json, creator, post);
        json.WriteString("ownerFullName", creator.FullName);
        var comments = CommentGenerator.Latest(creator, post, asOf);
        json.WriteString("firstComment", comments.Count > 0 ? comments[0].Text : "");
        WriteComments(json, comments);
        if (post.Type is PostType.Video)
        {
            json.WriteNumber("videoPlayCount", post.Plays);
            json.WriteNumber("videoDuration", post.Seconds);
            json.WriteString("audioUrl", $"{origin}/videos/{post.ShortCode}.m4a");
        }

        if (post.PaidPartnership)
        {
            json.WriteBoolean("paidPartnership", true);
            json.WriteBoolean("isSponsored", true);
            json.WriteStartArray("sponsors");
            json.WriteStartObject();
            json.WriteString("id", IdOf(post.Tagged[0]));
            json.WriteString("username", post.Tagged[0]);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (post.Coauthor is { } coauthor)
        {
            json.WriteStartArray("coauthorProducers");
            WriteAccount(json, coauthor, withFullName: false);
            json.WriteEndArray();
        }
    });

    public static byte[] NotFound(string? username, string inputUrl, string description) => Write(json =>
    {
        json.WriteString("inputUrl", inputUrl);
        json.WriteString("url", inputUrl);
        if (username is not null)
            json.WriteString("username", username);
        json.WriteString("error", "not_found");
        json.WriteString("errorDescription", description);
    });

    public static byte[] RestrictedProfile(string username, string inputUrl) => Write(json =>
    {
        json.WriteString("inputUrl", inputUrl);
        json.WriteString("username", username);
        json.WriteBoolean("private", false);
        json.WriteString("error", "Restricted profile");
        json.WriteBoolean("isRestrictedProfile", true);
        json.WriteString("restrictionReason", "You must be 18 years old or over to see this profile");
    });

    public static byte[] NoItems(string inputUrl) => Write(json =>
    {
        json.WriteString("url", inputUrl);
        json.WriteString("inputUrl", inputUrl);
        WriteEmptyArray(json, "requestErrorMessages");
        json.WriteString("error", "no_items");
        json.WriteString("errorDescription", "Empty or private data for provided input");
    });

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        json.WriteStartObject();
        body(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void WritePost(Utf8JsonWriter json, Creator creator, Post post)
    {
        var (width, height) = post.Type is PostType.Video ? (1080, 1920) : post.Stream % 3 == 0 ? (1080, 1080) : (1080, 1350);
        var takenAt = Answers.Iso(post.TakenAt);
        json.WriteString("id", post.Id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("type", post.Type.ToString());
        json.WriteString("shortCode", post.ShortCode);
        json.WriteString("caption", post.Caption);
        WriteStrings(json, "hashtags", CaptionWriter.Marked(post.Caption, '#'));
        WriteStrings(json, "mentions", CaptionWriter.Marked(post.Caption, '@'));
        json.WriteString("url", PostUrl(post.ShortCode));
        json.WriteNumber("commentsCount", post.Comments);
        json.WriteNumber("dimensionsHeight", height);
        json.WriteNumber("dimensionsWidth", width);
        json.WriteString("displayUrl", Picture(creator, post, 0));
        WriteStrings(json, "images", post.Type is PostType.Sidecar ? Enumerable.Range(0, post.Images).Select(i => Picture(creator, post, i)) : []);
        if (post.Type is PostType.Video)
            json.WriteString("videoUrl", $"{origin}/videos/{post.ShortCode}.mp4");
        if (post.Type is PostType.Video)
            json.WriteNull("alt");
        else
            json.WriteString("alt", $"Photo by {creator.FullName} on {post.TakenAt.ToString("MMMM dd, yyyy", CultureInfo.InvariantCulture)}.");
        json.WriteNumber("likesCount", post.Likes ?? -1);
        if (post.Type is PostType.Video)
            json.WriteNumber("videoViewCount", post.Views);
        json.WriteString("timestamp", takenAt);
        WriteChildren(json, creator, post, width, height);
        if (post.Location is { } location)
        {
            json.WriteString("locationName", location);
            json.WriteString("locationId", IdOf(location));
        }

        json.WriteString("ownerUsername", creator.Username);
        json.WriteString("ownerId", creator.IdText);
        if (post.Type is PostType.Video)
            json.WriteString("productType", "clips");
        if (post.Pinned)
            json.WriteBoolean("isPinned", true);
        if (post.Tagged.Count > 0)
        {
            json.WriteStartArray("taggedUsers");
            foreach (var username in post.Tagged)
                WriteAccount(json, username, withFullName: true);
            json.WriteEndArray();
        }

        if (post.Song is { } song)
            WriteMusic(json, creator, song);
        json.WriteBoolean("isCommentsDisabled", false);
    }

    /// <summary>The pictures of a carousel: posts without likes, comments or time of their own.</summary>
    private void WriteChildren(Utf8JsonWriter json, Creator creator, Post post, int width, int height)
    {
        json.WriteStartArray("childPosts");
        for (var i = 0; post.Type is PostType.Sidecar && i < post.Images; i++)
        {
            var id = post.Id - 1 - i;
            var shortCode = Post.ShortCodeOf(id);
            json.WriteStartObject();
            json.WriteString("id", id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("type", "Image");
            json.WriteString("shortCode", shortCode);
            json.WriteString("caption", "");
            WriteEmptyArray(json, "hashtags");
            WriteEmptyArray(json, "mentions");
            json.WriteString("url", PostUrl(shortCode));
            json.WriteNumber("commentsCount", 0);
            json.WriteString("firstComment", "");
            WriteEmptyArray(json, "latestComments");
            json.WriteNumber("dimensionsHeight", height);
            json.WriteNumber("dimensionsWidth", width);
            json.WriteString("displayUrl", Picture(creator, post, i));
            WriteEmptyArray(json, "images");
            json.WriteNull("alt");
            json.WriteNull("likesCount");
            json.WriteNull("timestamp");
            WriteEmptyArray(json, "childPosts");
            json.WriteString("ownerUsername", creator.Username);
            json.WriteString("ownerId", creator.IdText);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteComments(Utf8JsonWriter json, List<Comment> comments)
    {
        json.WriteStartArray("latestComments");
        foreach (var comment in comments)
        {
            json.WriteStartObject();
            json.WriteString("id", comment.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("text", comment.Text);
            json.WriteString("ownerUsername", comment.Username);
            json.WriteString("ownerProfilePicUrl", Avatar(comment.Username));
            json.WriteString("timestamp", Answers.Iso(comment.WrittenAt));
            json.WriteNumber("repliesCount", 0);
            WriteEmptyArray(json, "replies");
            json.WriteNumber("likesCount", comment.Likes);
            json.WriteStartObject("owner");
            json.WriteString("id", IdOf(comment.Username));
            json.WriteBoolean("is_verified", false);
            json.WriteString("profile_pic_url", Avatar(comment.Username));
            json.WriteString("username", comment.Username);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMusic(Utf8JsonWriter json, Creator creator, string song)
    {
        var original = song.Length == 0;
        json.WriteStartObject("musicInfo");
        json.WriteString("artist_name", original ? creator.Username : WordLists.Artists[song.Length % WordLists.Artists.Count]);
        json.WriteString("song_name", original ? "Original audio" : song);
        json.WriteBoolean("uses_original_audio", original);
        json.WriteBoolean("should_mute_audio", false);
        json.WriteString("should_mute_audio_reason", "");
        json.WriteString("audio_id", $"14232{creator.IdText}");
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, Creator creator)
    {
        json.WriteStartArray("externalUrls");
        foreach (var (title, url) in creator.Links)
        {
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteString("lynx_url", Shimmed(url));
            json.WriteString("url", url);
            json.WriteString("link_type", "external");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (creator.Links.Count == 0)
            return;
        json.WriteString("externalUrl", creator.Links[0].Url);
        json.WriteString("externalUrlShimmed", Shimmed(creator.Links[0].Url));
    }

    private void WriteRelated(Utf8JsonWriter json, Creator creator)
    {
        var dice = Dice.For(seed, creator.Username, "related");
        json.WriteStartArray("relatedProfiles");
        foreach (var username in dice.PickSome(WordLists.Friends, dice.Chance(0.5) ? 0 : dice.Between(2, 8)))
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(username));
            json.WriteString("full_name", DisplayName(username));
            json.WriteBoolean("is_private", false);
            json.WriteBoolean("is_verified", false);
            json.WriteString("profile_pic_url", Avatar(username));
            json.WriteString("username", username);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteAccount(Utf8JsonWriter json, string username, bool withFullName)
    {
        json.WriteStartObject();
        if (withFullName)
            json.WriteString("full_name", DisplayName(username));
        json.WriteString("id", IdOf(username));
        json.WriteBoolean("is_verified", false);
        json.WriteString("profile_pic_url", Avatar(username));
        json.WriteString("username", username);
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteEmptyArray(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    private string IdOf(string name) =>
        (1_000_000_000UL + Dice.For(seed, name, "id").Next() % 74_000_000_000UL).ToString(CultureInfo.InvariantCulture);

    private string Avatar(string username, NameFault fault = NameFault.None, string query = "") =>
        $"{origin}/images/{(fault is NameFault.Broken ? SandboxImages.Broken : SandboxImages.Avatar)}/{username}.jpg{query}";

    private string Picture(Creator creator, Post post, int index)
    {
        var kind = creator.Fault is NameFault.Broken ? SandboxImages.Broken
            : post.Type is PostType.Video ? SandboxImages.Reel
            : post.Stream % 3 == 0 ? SandboxImages.Square
            : SandboxImages.Portrait;
        return $"{origin}/images/{kind}/{post.ShortCode}{(index == 0 ? "" : $".{index}")}.jpg";
    }

    private static string PostUrl(string shortCode) => $"https://www.instagram.com/p/{shortCode}/";

    private static string DisplayName(string username) =>
        CultureInfo.InvariantCulture.TextInfo.ToTitleCase(username.Replace('.', ' ').Replace('_', ' '));

    private static string Shimmed(string url) => $"https://l.instagram.com/?u={Uri.EscapeDataString(url)}&e=AT3h";
}
