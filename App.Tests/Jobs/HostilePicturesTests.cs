using Bunit;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Tests.Creators;
using CreatorAnalytics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Jobs;

/// <summary>What a stranger's profile may link to as its pictures, through a whole search; only the network is not the real one.</summary>
public sealed class HostilePicturesTests : BunitContext
{
    private const string Direct = "http://127.0.0.1:5000/a.jpg";

    private readonly string _folder = Directory.CreateTempSubdirectory("media").FullName;
    private readonly FakeImageHost _host = new();
    private readonly EngineFixture _engine;

    public HostilePicturesTests()
    {
        _engine = new EngineFixture(rooms: builder =>
        {
            builder.Services.Configure<MediaOptions>(options => options.Path = _folder);
            builder.Services.AddHttpClient(ImageFetcher.Client).ConfigurePrimaryHttpMessageHandler(() => _host);
        });
        Services.AddSingleton(_engine.Get<IOptions<JobsOptions>>());
    }

    [Fact]
    public async Task They_are_refused_and_the_report_is_delivered_with_a_warning_on_the_card_in_the_report_and_by_rest()
    {
        _host.Serve(UrlOf("bomb"), TestImages.PngBomb(20_000, 20_000));
        _host.Serve(UrlOf("svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"u8.ToArray());
        _host.Serve(UrlOf("page"), "<!doctype html><title>Sign in</title>"u8.ToArray());
        _host.Redirect(UrlOf("away"), "http://127.0.0.1:5000/latest/meta-data");
        _host.Serve(UrlOf("good"), TestImages.Jpeg());
        string[] pictures = ["svg", "page", "away", "direct", "good"];
        _engine.Scraper.Profile = username => new ProfileRow
        {
            Id = "1",
            Username = username,
            FollowersCount = 1000,
            PostsCount = pictures.Length,
            ProfilePicUrlHd = UrlOf("bomb"),
            LatestPosts = [.. pictures.Select((picture, days) => new PostRow
            {
                Id = picture,
                ShortCode = picture,
                Type = "Image",
                LikesCount = 10,
                CommentsCount = 1,
                Timestamp = _engine.Time.GetUtcNow().AddDays(-2 - days),
                DisplayUrl = picture == "direct" ? Direct : UrlOf(picture),
            })],
        };
        var caller = await _engine.NewTeamAsync(100);
        var job = await _engine.SubmitAsync(caller, "mallory");

        await _engine.WorkAllAsync();

        var item = Assert.Single((await _engine.StatusAsync(caller, job.JobId)).Items);
        Assert.Equal((JobStatus.Completed, 25L, 0), (item.Status, item.CreditsCharged, item.RetryCount));
        var warning = Assert.Single(item.Warnings);
        Assert.Equal(("cdn", "images_missing"), (warning.Stage, warning.Code));
        Assert.StartsWith("5 pictures could not be loaded.", warning.Message, StringComparison.Ordinal);
        Assert.Contains(
            warning.Message,
            Render<CreatorRow>(row => row.Add(r => r.Item, item).Add(r => r.Now, _engine.Time.GetUtcNow())).Markup,
            StringComparison.Ordinal);

        var report = await _engine.Get<ReportStore>().FindForTeamAsync(caller, "mallory", null, Xunit.TestContext.Current.CancellationToken);
        Assert.Equal(new ReportWarning("cdn", "images_missing", warning.Message), Assert.Single(report!.Warnings));
        Assert.Equal((null, 1.1), (report.AvatarUrl, report.Metrics.EngagementRate.Value));
        Assert.Equal(["good"], report.Posts.Where(post => post.ThumbnailUrl is not null).Select(post => post.ShortCode));
        Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        Assert.DoesNotContain(_host.Asked, url => url.Contains("127.0.0.1", StringComparison.Ordinal));
        await _engine.AuditAsync();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _engine.Dispose();
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string UrlOf(string picture) => $"https://scontent.cdninstagram.com/v/{picture}.jpg?oh=1";
}
