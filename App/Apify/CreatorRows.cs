using System.Runtime.InteropServices;
using System.Text.Json;

namespace CreatorAnalytics.Apify;

/// <summary>What has come back about one creator so far. Two runs add to it while the creator's scrape waits on it.</summary>
internal sealed class CreatorRows(int postsLimit)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<ProfileAnswer> _profile = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PostsAnswer> _posts = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _postKeys = new(StringComparer.Ordinal);
    private readonly List<JsonElement> _postRows = [];
    private JsonElement _profileRow;
    private ProfileRow? _parsed;
    private string? _unclear;
    private bool _isReleased;

    /// <summary>Completes when it is known what became of the profile.</summary>
    public Task<ProfileAnswer> Profile => _profile.Task;

    /// <summary>Completes when no more posts are to be expected.</summary>
    public Task<PostsAnswer> Posts => _posts.Task;

    /// <summary>What an error row said that does not settle the matter; null when there was none.</summary>
    public string? Unclear
    {
        get
        {
            lock (_lock)
                return _unclear;
        }
    }

    /// <summary>Whether the posts actor has brought anything.</summary>
    public bool HasPosts
    {
        get
        {
            lock (_lock)
                return _postRows.Count > 0;
        }
    }

    /// <summary>Whether the profile has more posts than are here, as far as they are asked for.</summary>
    public bool LacksPosts
    {
        get
        {
            lock (_lock)
                return _parsed is not null && _postRows.Count < Expected(_parsed);
        }
    }

    /// <summary>Takes a row of the profile actor. The first that settles the matter counts, duplicates do nothing.</summary>
    public void AddProfile(ProfileRow row, JsonElement raw)
    {
        lock (_lock)
        {
            if (_profile.Task.IsCompleted)
                return;
            if (row.IsProfile)
            {
                (_parsed, _profileRow) = (row, raw);
                _profile.SetResult(new ProfileAnswer.Found());
                SettlePostsIfAllThere();
            }
            else if (Refusals.Of(row) is { } refusal)
                _profile.SetResult(new ProfileAnswer.None(refusal));
            else
                _unclear = $"{row.Error ?? "a row without id"}: {row.ErrorDescription}";
        }
    }

    /// <summary>Takes a row of the posts actor; one that tells an error says that no posts will come.</summary>
    public void AddPost(PostRow row, JsonElement raw)
    {
        lock (_lock)
        {
            if (row.Error is not null)
                _posts.TrySetResult(PostsAnswer.NoMore);
            if (_isReleased || !row.IsPost || !_postKeys.Add(row.Key!))
                return;
            _postRows.Add(raw);
            SettlePostsIfAllThere();
        }
    }

    /// <summary>Settles the profile when no row did.</summary>
    public void EndProfile(ScrapeResult result) => _profile.TrySetResult(new ProfileAnswer.None(result));

    /// <summary>Settles the posts when their run has ended.</summary>
    public void EndPosts(RunEnd end)
    {
        lock (_lock)
        {
            _posts.TrySetResult(
                end.BrokeOff ? PostsAnswer.BrokenOff
                : end.Succeeded && _postRows.Count > 0 ? PostsAnswer.AllThere
                : PostsAnswer.NoMore);
        }
    }

    /// <summary>The creator's id, how many posts there are, and the rows as <see cref="Scrape.Rows"/> keeps them.</summary>
    public (string ExternalId, int PostRows, byte[] Packed) Pack()
    {
        lock (_lock)
            return (_parsed!.Id!, _postRows.Count, Gzip.Pack(Write));
    }

    /// <summary>Lets go of what was stored: a batch may go on for minutes after that.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _profileRow = default;
            _postRows.Clear();
            _posts.TrySetResult(PostsAnswer.NoMore);
            _isReleased = true;
        }
    }

    // Row by row as they came: together they are some hundred KB, and what is so large is freed by full collections only.
    private void Write(Stream stream)
    {
        stream.Write("""{"profile":"""u8);
        stream.Write(JsonMarshal.GetRawUtf8Value(_profileRow));
        stream.Write(""","posts":["""u8);
        for (var post = 0; post < _postRows.Count; post++)
        {
            if (post > 0)
                stream.Write(","u8);
            stream.Write(JsonMarshal.GetRawUtf8Value(_postRows[post]));
        }

        stream.Write("]}"u8);
    }

    // The profile says how many posts there are, so that a creator need not wait for its neighbours in the posts run. Where the count
    // is higher than what the actor can list (Instagram's counts are not exact), the end of the run settles it, or the wait's.
    private void SettlePostsIfAllThere()
    {
        if (_parsed is not null && _postRows.Count >= Expected(_parsed))
            _posts.TrySetResult(PostsAnswer.AllThere);
    }

    private long Expected(ProfileRow profile) =>
        profile.Private is true ? 0 : Math.Min(profile.PostsCount ?? postsLimit, postsLimit);
}

/// <summary>What became of a creator's posts.</summary>
internal enum PostsAnswer
{
    /// <summary>As many as were asked for, or as the run could list.</summary>
    AllThere,

    /// <summary>The run brought none, or they did not come in time.</summary>
    NoMore,

    /// <summary>The run broke off before they were there.</summary>
    BrokenOff,
}

/// <summary>What became of a creator's profile.</summary>
internal abstract record ProfileAnswer
{
    private ProfileAnswer()
    {
    }

    /// <summary>It is there.</summary>
    public sealed record Found : ProfileAnswer;

    /// <summary>It is not, and how the scrape ends therefore.</summary>
    public sealed record None(ScrapeResult Result) : ProfileAnswer;
}

/// <summary>What the profile actor's error rows mean.</summary>
internal static class Refusals
{
    /// <summary>
    /// Instagram's final answer, or null when the row does not settle the matter: <c>no_items</c> can mean private, blocked or an
    /// outage, and words not seen before are not taken for an answer.
    /// </summary>
    public static ScrapeResult.Refused? Of(ProfileRow row)
    {
        var detail = $"{row.Error}: {row.ErrorDescription ?? row.RestrictionReason}";
        if (row.IsRestrictedProfile is true || Says(row.Error, "restricted") || Says(row.ErrorDescription, "restricted"))
            return new ScrapeResult.Refused(ScrapeCodes.RestrictedAccount, detail);
        if (row.Error is "not_found" || Says(row.ErrorDescription, "not found"))
            return new ScrapeResult.Refused(ScrapeCodes.HandleNotFound, detail);
        if (Says(row.Error, "unavailable"))
            return new ScrapeResult.Refused(ScrapeCodes.AccountUnavailable, detail);
        return null;
    }

    private static bool Says(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) is true;
}
