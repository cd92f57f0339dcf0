using System.Net;
using CreatorAnalytics.Apify;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Apify;

public sealed class StartHoldsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly StartHolds _holds;

    public StartHoldsTests() => _holds = new StartHolds(new ApifyRetry(_time, new Random(1)), _time);

    [Theory]
    [InlineData(HttpStatusCode.PaymentRequired, "not-enough-usage-to-run-paid-actor", HoldKind.Usage)]
    [InlineData(HttpStatusCode.PaymentRequired, "apify-plan-required-to-use-paid-actor", HoldKind.Plan)]
    [InlineData(HttpStatusCode.Forbidden, "platform-feature-disabled", HoldKind.Usage)]
    [InlineData(HttpStatusCode.Forbidden, "actor-is-not-rented", HoldKind.Plan)]
    [InlineData(HttpStatusCode.Unauthorized, "user-or-token-not-found", HoldKind.Token)]
    public void What_somebody_must_change_holds_until_a_run_starts(HttpStatusCode status, string type, HoldKind kind)
    {
        _holds.Raise(Refused(status, type));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(kind, Assert.Single(_holds.Current).Kind);

        _holds.Started();
        Assert.Empty(_holds.Current);
    }

    [Theory]
    [InlineData("actor-memory-limit-exceeded", HoldKind.Memory)]
    [InlineData("concurrent-runs-limit-exceeded", HoldKind.Runs)]
    public void Want_of_room_holds_as_long_as_starts_meet_it_though_others_find_room(string type, HoldKind kind)
    {
        var since = _time.GetUtcNow();
        for (var i = 0; i < 4; i++)
        {
            _holds.Raise(Refused(HttpStatusCode.PaymentRequired, type));
            _holds.Started();
            Assert.Equal((kind, since), (Assert.Single(_holds.Current).Kind, _holds.Current[0].Since));
            _time.Advance(TimeSpan.FromSeconds(20));
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(_holds.Current);
    }

    [Fact]
    public void What_is_wrong_with_one_run_alone_holds_nothing()
    {
        _holds.Raise(Refused(HttpStatusCode.BadRequest, "invalid-input"));
        _holds.Raise(Refused(HttpStatusCode.TooManyRequests, "rate-limit-exceeded"));
        Assert.Empty(_holds.Current);
    }

    private static ApifyException Refused(HttpStatusCode status, string type) =>
        ApifyException.Refused(HttpMethod.Post, "v2/actors/x/runs", status, new ErrorEnvelope.Body(type, "No."), retryAfter: null);
}
