using System.Security.Claims;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Api;
using CreatorAnalytics.Storage;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Tests.Storage;

/// <summary>Limits that two processes keep together. Needs a redis-server on the path.</summary>
public sealed class SharedBucketsTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public async Task Two_processes_take_from_one_bucket_and_are_told_at_once_when_redis_is_gone()
    {
        await using var redis = new RedisServer();
        await using var first = await redis.ConnectAsync(Time);
        await using var second = await redis.ConnectAsync(Time);
        SharedBuckets[] processes = [new(first), new(second)];

        var left = new List<double?>();
        for (var n = 0; n < 5; n++)
            left.Add(await processes[n % 2].TakeAsync("one", perSecond: 0.001, burst: 4));
        Assert.Equal([3, 2, 1, 0, -1], left.Select(tokens => Math.Floor(tokens!.Value)));
        Assert.Equal(3, Math.Floor((await processes[0].TakeAsync("other", perSecond: 0.001, burst: 4))!.Value));

        await redis.StopAsync();
        var begin = Time.GetTimestamp();
        Assert.Null(await processes[0].TakeAsync("one", perSecond: 0.001, burst: 4));
        Assert.Null(await processes[0].TakeAsync("one", perSecond: 0.001, burst: 4));
        Assert.True(Time.GetElapsedTime(begin) < first.Timeout, "It waited for a Redis that is away.");

        redis.Start();
        await redis.UntilAsync(async () => await processes[0].TakeAsync("one", perSecond: 0.001, burst: 4) is not null);
    }

    [Fact]
    public async Task Sign_ins_from_an_address_count_on_all_processes_and_on_each_alone_without_redis()
    {
        await using var redis = new RedisServer();
        await using var first = await redis.ConnectAsync(Time);
        await using var second = await redis.ConnectAsync(Time);
        var limits = new AccountsOptions { SignInBurst = 2, SignInsPerMinute = 1 };
        await using var one = new SharedSignInLimiter(new SharedBuckets(first), "10.0.0.1", limits);
        await using var other = new SharedSignInLimiter(new SharedBuckets(second), "10.0.0.1", limits);

        Assert.True(await AcquireAsync(one));
        Assert.True(await AcquireAsync(other));
        Assert.False(await AcquireAsync(one));
        Assert.False(await AcquireAsync(other));

        await redis.StopAsync();
        Assert.True(await AcquireAsync(one));
        Assert.True(await AcquireAsync(one));
        Assert.False(await AcquireAsync(one));
        Assert.True(await AcquireAsync(other));
    }

    [Fact]
    public async Task Requests_of_a_key_count_on_all_processes()
    {
        await using var redis = new RedisServer();
        await using var first = await redis.ConnectAsync(Time);
        await using var second = await redis.ConnectAsync(Time);
        var options = Options.Create(new ApiOptions { RequestsPerSecond = 1, RequestBurst = 2 });
        RateLimits[] processes =
        [
            new(_ => Task.CompletedTask, options, new SharedBuckets(first), Time), new(_ => Task.CompletedTask, options, new SharedBuckets(second), Time),
        ];

        // A token comes back each second: the fourth request is refused however slow the machine is, if all are sent at once.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => AskAsync(processes[n % 2])));

        Assert.InRange(answers.Count(status => status == StatusCodes.Status200OK), 2, 10);
        Assert.Contains(StatusCodes.Status429TooManyRequests, answers);
    }

    private static async Task<bool> AcquireAsync(SharedSignInLimiter limiter)
    {
        using var lease = await limiter.AcquireAsync(1, TestContext.Current.CancellationToken);
        return lease.IsAcquired;
    }

    private static async Task<int> AskAsync(RateLimits limits)
    {
        await using var services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(AccountClaims.ApiKeyId, "key")], "test"));
        await limits.InvokeAsync(http);
        return http.Response.StatusCode;
    }
}
