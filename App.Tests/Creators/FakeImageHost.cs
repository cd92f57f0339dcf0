using System.Collections.Concurrent;
using System.Net;

namespace CreatorAnalytics.Tests.Creators;

/// <summary>Answers image requests in place of the network; what it does not know is 404.</summary>
internal sealed class FakeImageHost : HttpMessageHandler, IHttpClientFactory
{
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    public ConcurrentQueue<string> Asked { get; } = new();

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public void Serve(string url, byte[] bytes) => On(url, () => new HttpResponseMessage { Content = new ByteArrayContent(bytes) });

    public void Redirect(string url, string to) =>
        On(url, () => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri(to, UriKind.RelativeOrAbsolute) } });

    public void On(string url, Func<HttpResponseMessage> answer) => _answers[url] = _ => Task.FromResult(answer());

    /// <summary>Never answers; the returned task completes when it has been asked.</summary>
    public Task Hang(string url)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[url] = async token =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("Unreachable.");
        };
        return asked.Task;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = request.RequestUri!.AbsoluteUri;
        Asked.Enqueue(url);
        return _answers.TryGetValue(url, out var answer)
            ? answer(cancellationToken)
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
