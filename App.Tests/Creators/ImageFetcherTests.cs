using System.Net;
using CreatorAnalytics.Creators;

namespace CreatorAnalytics.Tests.Creators;

public sealed class ImageFetcherTests
{
    private const string Url = "https://scontent-lga3-2.cdninstagram.com/v/a.jpg?oh=1";

    private readonly FakeImageHost _host = new();
    private readonly MediaOrigins _origins = new();

    private async Task<ImageOutcome> FetchAsync(string url) =>
        await new ImageFetcher(_host, _origins).FetchAsync(url, TestContext.Current.CancellationToken);

    [Fact]
    public async Task An_allowed_picture_is_fetched()
    {
        _host.Serve(Url, [1, 2, 3]);

        Assert.Equal([1, 2, 3], (await FetchAsync(Url)).Bytes);
    }

    [Theory]
    [InlineData("http://scontent.cdninstagram.com/a.jpg")]
    [InlineData("https://scontent.cdninstagram.com:8443/a.jpg")]
    [InlineData("https://scontent.cdninstagram.com.evil.example/a.jpg")]
    [InlineData("https://evilcdninstagram.com/a.jpg")]
    [InlineData("https://user@scontent.cdninstagram.com/a.jpg")]
    [InlineData("https://127.0.0.1/a.jpg")]
    [InlineData("http://[::1]:5000/a.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not an address")]
    public async Task A_foreign_host_is_never_asked(string url)
    {
        Assert.Equal(ImageProblem.ForeignHost, (await FetchAsync(url)).Problem);
        Assert.Empty(_host.Asked);
    }

    [Fact]
    public async Task The_sandbox_is_allowed_at_exactly_its_own_origin()
    {
        _origins.Allow(new Uri("http://127.0.0.1:4010/"));
        _host.Serve("http://127.0.0.1:4010/images/a.jpg", [1]);
        _host.Serve("http://localhost:4010/images/a.jpg", [1]);
        _host.Serve("http://127.0.0.1:4011/images/a.jpg", [1]);

        Assert.Null((await FetchAsync("http://127.0.0.1:4010/images/a.jpg")).Problem);
        Assert.Null((await FetchAsync("http://localhost:4010/images/a.jpg")).Problem);
        Assert.Equal(ImageProblem.ForeignHost, (await FetchAsync("http://localhost:4011/images/a.jpg")).Problem);
        Assert.Equal(ImageProblem.ForeignHost, (await FetchAsync("http://127.0.0.1:4011/images/a.jpg")).Problem);
        Assert.Equal(ImageProblem.ForeignHost, (await FetchAsync("https://127.0.0.1:4010/images/a.jpg")).Problem);
    }

    [Fact]
    public async Task A_redirect_on_the_list_is_followed()
    {
        _host.Redirect(Url, "/v/b.jpg");
        _host.Redirect("https://scontent-lga3-2.cdninstagram.com/v/b.jpg", "https://scontent.xx.fbcdn.net/c.jpg");
        _host.Serve("https://scontent.xx.fbcdn.net/c.jpg", [7]);

        Assert.Equal([7], (await FetchAsync(Url)).Bytes);
    }

    [Fact]
    public async Task A_redirect_off_the_list_is_not_followed()
    {
        _host.Redirect(Url, "http://127.0.0.1/latest/meta-data");

        Assert.Equal(ImageProblem.ForeignHost, (await FetchAsync(Url)).Problem);
        Assert.Equal([Url], _host.Asked);
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        _host.Redirect(Url, Url);

        Assert.Equal(ImageProblem.NotServed, (await FetchAsync(Url)).Problem);
        Assert.Equal(4, _host.Asked.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Any_other_answer_is_no_picture(HttpStatusCode status)
    {
        _host.On(Url, () => new HttpResponseMessage(status));

        Assert.Equal(ImageProblem.NotServed, (await FetchAsync(Url)).Problem);
    }

    [Fact]
    public async Task A_broken_connection_is_no_picture()
    {
        _host.On(Url, () => throw new HttpRequestException("refused"));

        Assert.Equal(ImageProblem.NotServed, (await FetchAsync(Url)).Problem);
    }

    [Fact]
    public async Task An_announced_size_above_the_limit_is_not_read()
    {
        var body = new EndlessStream();
        _host.On(Url, () => new HttpResponseMessage
        {
            Content = new StreamContent(body) { Headers = { ContentLength = ImageFetcher.MaxBytes + 1 } },
        });

        Assert.Equal(ImageProblem.TooLarge, (await FetchAsync(Url)).Problem);
        Assert.Equal(0, body.Given);
    }

    [Fact]
    public async Task An_endless_body_is_read_to_the_limit_only()
    {
        var body = new EndlessStream();
        _host.On(Url, () => new HttpResponseMessage { Content = new StreamContent(body) });

        Assert.Equal(ImageProblem.TooLarge, (await FetchAsync(Url)).Problem);
        Assert.InRange(body.Given, ImageFetcher.MaxBytes, ImageFetcher.MaxBytes + (1024 * 1024));
    }

    [Fact]
    public void The_real_handler_follows_nothing_and_carries_nothing_of_ours()
    {
        using var handler = ImageFetcher.CreateHandler();

        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Null(handler.Credentials);
        Assert.Null(handler.DefaultProxyCredentials);
        Assert.Null(handler.ActivityHeadersPropagator);
    }

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
