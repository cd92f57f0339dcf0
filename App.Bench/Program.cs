using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

// dotnet run --project App.Bench -- ADDRESS KEY: against a running server with the sandbox; the key's team needs about 3,000 credits.
if (args is not [var address, var key])
{
    await Console.Error.WriteLineAsync("Usage: dotnet run --project App.Bench -- http://localhost:5000 API_KEY");
    return 2;
}

using var http = new HttpClient { BaseAddress = new Uri(address) };
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
var run = Stopwatch.GetTimestamp().ToString("x", CultureInfo.InvariantCulture);

// 1. How long a submission waits for its answer, 20 submitters at once, as a multiple of the fastest.
var answers = await Task.WhenAll(Enumerable.Range(0, 100).Chunk(5).Select(SubmitOneByOneAsync));
var sorted = answers.SelectMany(times => times).Order().ToList();
Console.WriteLine(FormattableString.Invariant(
    $"submission: fastest {sorted[0]:0} ms, p50 {sorted[49] / sorted[0]:0.0}x, p99 {sorted[98] / sorted[0]:0.0}x of it"));

// 2. A bulk of fifteen, from its start, against its own slowest creator: 1 would be perfect. The searches above go first.
var jobId = await SubmitAsync("bulk-search", new { usernames = Enumerable.Range(0, 15).Select(n => $"bulk{run}_{n}") });
var status = await EndOfAsync(jobId);
var wall = (status.GetProperty("completedAt").GetDateTimeOffset() - status.GetProperty("startedAt").GetDateTimeOffset()).TotalMilliseconds;
var slowest = status.GetProperty("items").EnumerateArray().Max(item => item.GetProperty("processingDurationMs").GetDouble());
Console.WriteLine(FormattableString.Invariant($"bulk of 15: wall / slowest creator = {wall / slowest:0.000} ({wall / 1000:0.0} s)"));
return 0;

async Task<List<double>> SubmitOneByOneAsync(int[] numbers)
{
    var times = new List<double>();
    foreach (var number in numbers)
    {
        var start = Stopwatch.GetTimestamp();
        await SubmitAsync("search", new { username = $"one{run}_{number}" });
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    return times;
}

async Task<Guid> SubmitAsync(string path, object body)
{
    using var answer = await http.PostAsJsonAsync($"/api/v1/instagram/{path}", body);
    answer.EnsureSuccessStatusCode();
    return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobId").GetGuid();
}

async Task<JsonElement> EndOfAsync(Guid job)
{
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
    while (await timer.WaitForNextTickAsync())
    {
        var view = await http.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{job}/status");
        if (view.GetProperty("status").GetString() is not ("pending" or "processing"))
            return view;
    }

    throw new InvalidOperationException("The timer ended.");
}
