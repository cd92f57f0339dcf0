using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CreatorAnalytics.Bench;

/// <summary>A program that uses the API with a key.</summary>
internal sealed class ApiCaller : IDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http;

    public ApiCaller(Uri address, string key)
    {
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 }) { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<Guid> SearchAsync(string username) => SubmitAsync("search", new { username });

    /// <param name="idempotencyKey">Makes it safe to send again, to whichever process.</param>
    public Task<Guid> BulkSearchAsync(IEnumerable<string> usernames, string? idempotencyKey = null) =>
        SubmitAsync("bulk-search", new { usernames }, idempotencyKey);

    public async Task<JsonElement> StatusAsync(Guid job) => await _http.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{job}/status");

    /// <summary>The job's status once it has ended, asked for again and again.</summary>
    public async Task<JsonElement> EndOfAsync(Guid job)
    {
        using var timer = new PeriodicTimer(PollEvery);
        while (await timer.WaitForNextTickAsync())
        {
            var view = await StatusAsync(job);
            if (view.GetProperty("status").GetString() is not ("pending" or "processing"))
                return view;
        }

        throw new InvalidOperationException("The timer ended.");
    }

    /// <summary>The job's status once it has ended, which its event stream tells by closing.</summary>
    public async Task<JsonElement> FollowedToEndAsync(Guid job)
    {
        using var events = new StreamReader(await _http.GetStreamAsync($"/api/v1/jobs/{job}/events"));
        while (await events.ReadLineAsync() is not null)
        {
        }

        return await StatusAsync(job);
    }

    /// <summary>
    /// Has the OpenAPI document made, which the application else makes some seconds after its start: a second of processor time that would
    /// fall into what is measured.
    /// </summary>
    public Task<string> DocumentAsync() => _http.GetStringAsync("/openapi/v1.json");

    public void Dispose() => _http.Dispose();

    private async Task<Guid> SubmitAsync(string path, object body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/instagram/{path}") { Content = JsonContent.Create(body) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobId").GetGuid();
    }
}
