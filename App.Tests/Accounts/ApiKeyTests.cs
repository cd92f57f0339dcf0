using System.Net;
using System.Text.Json;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Accounts;

public sealed class ApiKeyTests : IDisposable
{
    private const string FirstKey = "a-key-of-thirty-two-characters-xx";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly AppFixture _app;

    public ApiKeyTests() => _app = new AppFixture(
        "Production",
        ("Bootstrap:AdminEmail", "owner@example.com"),
        ("Bootstrap:AdminPassword", "correct horse"),
        ("Bootstrap:ApiKey", FirstKey))
    {
        Configure = services => services
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IStartupFilter, ProbeEndpoints>(),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic " + FirstKey)]
    [InlineData(FirstKey)]
    public async Task A_missing_or_wrong_key_is_401_and_never_a_redirect(string? authorization)
    {
        var client = await _app.StartAsync();

        var answer = await ProbeAsync(client, authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("unauthenticated", problem.RootElement.GetProperty("code").GetString());
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_working_key_acts_for_the_member_who_made_it()
    {
        var client = await _app.StartAsync();

        var answer = await ProbeAsync(client, $"Bearer {FirstKey}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var owner = await OwnerAsync();
        Assert.Equal($"{owner.UserId} {owner.TeamId} Owner", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_cookie_does_not_open_the_api()
    {
        var client = await _app.StartAsync();
        await client.SignInAsync("owner@example.com", "correct horse");

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProbeAsync(client, null)).StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_stops_working_at_once()
    {
        var client = await _app.StartAsync();
        var key = await CreateAsync(expiresAt: null);
        Assert.Equal(HttpStatusCode.OK, (await ProbeAsync(client, $"Bearer {key.Key}")).StatusCode);

        Assert.True(await Keys.RevokeAsync(await OwnerAsync(), key.Id, Cancel));

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProbeAsync(client, $"Bearer {key.Key}")).StatusCode);
        Assert.False(await Keys.RevokeAsync(await OwnerAsync(), key.Id, Cancel));
    }

    [Fact]
    public async Task A_key_stops_working_on_the_second_it_ends()
    {
        var client = await _app.StartAsync();
        var key = await CreateAsync(_time.GetUtcNow().AddHours(1));

        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await ProbeAsync(client, $"Bearer {key.Key}")).StatusCode);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProbeAsync(client, $"Bearer {key.Key}")).StatusCode);
    }

    [Fact]
    public async Task A_removed_members_key_and_pages_stop_working()
    {
        var client = await _app.StartAsync();
        var owner = await OwnerAsync();
        await _app.Database.WriteAsync(async (db, token) => await db.Set<Membership>().ExecuteDeleteAsync(token), Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProbeAsync(client, $"Bearer {FirstKey}")).StatusCode);
        Assert.Null(await _app.Services.GetRequiredService<CallerResolver>().ForUserAsync(owner.UserId, Cancel));
    }

    [Fact]
    public async Task A_scope_that_the_key_lacks_is_403()
    {
        var client = await _app.StartAsync();
        var reader = await CreateAsync(expiresAt: null, ApiKeyScopes.Read);

        var answer = await ProbeAsync(client, $"Bearer {reader.Key}", "/api/probe/search");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("insufficient_scope", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ProbeAsync(client, $"Bearer {FirstKey}", "/api/probe/search")).StatusCode);
    }

    [Fact]
    public async Task The_time_of_last_use_is_written_apart_from_the_request_and_no_finer_than_a_minute()
    {
        var client = await _app.StartAsync();
        var start = _time.GetUtcNow();

        await ProbeAsync(client, $"Bearer {FirstKey}");
        Assert.Equal(start, await LastUsedAsync());

        _time.Advance(TimeSpan.FromSeconds(59));
        await ProbeAsync(client, $"Bearer {FirstKey}");
        Assert.Equal(start, await LastUsedAsync());

        _time.Advance(TimeSpan.FromSeconds(1));
        await ProbeAsync(client, $"Bearer {FirstKey}");
        Assert.Equal(start.AddMinutes(1), await LastUsedAsync());
    }

    [Fact]
    public async Task The_key_itself_is_nowhere_in_the_database()
    {
        await _app.StartAsync();
        var created = await CreateAsync(expiresAt: null);

        var stored = await _app.Database.ReadAsync(db => db.Set<ApiKey>().SingleAsync(key => key.Id == created.Id, Cancel), Cancel);

        Assert.StartsWith("ca_", created.Key, StringComparison.Ordinal);
        Assert.Equal(ApiKeySecret.Hash(created.Key), stored.KeyHash);
        Assert.Equal(created.Key[..8], stored.Prefix);
    }

    [Fact]
    public async Task Members_see_and_revoke_their_own_keys_only()
    {
        await _app.StartAsync();
        var owner = await OwnerAsync();
        var member = await JoinAsync(owner.TeamId);
        var ownersKey = await CreateAsync(expiresAt: null);

        Assert.Empty(await Keys.ListAsync(member, Cancel));
        Assert.False(await Keys.RevokeAsync(member, ownersKey.Id, Cancel));
        Assert.IsType<ApiKeyCreation.Created>(await Keys.CreateAsync(member, "All", ApiKeyScopes.All, null, Cancel));
        Assert.Equal("All", Assert.Single(await Keys.ListAsync(member, Cancel)).Name);
        Assert.Equal(3, (await Keys.ListAsync(owner, Cancel)).Count);
        Assert.Empty(await Keys.ListAsync(owner with { TeamId = Guid.CreateVersion7() }, Cancel));
    }

    private ApiKeys Keys => _app.Services.GetRequiredService<ApiKeys>();

    private async Task<ApiKeyCreation.Created> CreateAsync(DateTimeOffset? expiresAt, ApiKeyScopes scopes = ApiKeyScopes.All) =>
        Assert.IsType<ApiKeyCreation.Created>(await Keys.CreateAsync(await OwnerAsync(), "A key", scopes, expiresAt, Cancel));

    private async Task<Caller> OwnerAsync()
    {
        var id = await _app.Database.ReadAsync(
            db => db.Set<AppUser>().Where(user => user.Email == "owner@example.com").Select(user => user.Id).SingleAsync(Cancel), Cancel);
        return (await _app.Services.GetRequiredService<CallerResolver>().ForUserAsync(id, Cancel))!;
    }

    private async Task<Caller> JoinAsync(Guid teamId)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var created = Assert.IsType<TeamCreation.Created>(await scope.ServiceProvider.GetRequiredService<TeamRegistration>()
            .CreateAsync(new NewTeam("Other", "member@example.com", "member's password"), Cancel));
        await _app.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new Membership { TeamId = teamId, UserId = created.UserId, Role = TeamRole.Member });
                return Task.CompletedTask;
            },
            Cancel);
        return new Caller(created.UserId, teamId, TeamRole.Member);
    }

    private async Task<DateTimeOffset?> LastUsedAsync()
    {
        await _app.Services.GetRequiredService<ApiKeyUse>().WriteAsync(Cancel);
        return await _app.Database.ReadAsync(db => db.Set<ApiKey>().Select(key => key.LastUsedAt).SingleAsync(Cancel), Cancel);
    }

    private static async Task<HttpResponseMessage> ProbeAsync(HttpClient client, string? authorization, string url = "/api/probe")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request, Cancel);
    }

    /// <summary>Endpoints as the REST room maps them, which answer with the caller.</summary>
    private sealed class ProbeEndpoints : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseEndpoints(routes =>
            {
                routes.MapGet("/api/probe", AnswerAsync).RequireAuthorization(ApiAccess.Policy);
                routes.MapGet("/api/probe/search", AnswerAsync).RequireAuthorization(ApiAccess.SearchPolicy);
            });
            next(app);
        };

        private static async Task<string> AnswerAsync(HttpContext http, CallerResolver callers)
        {
            Assert.Null(await callers.ForPrincipalAsync(http.User, http.RequestAborted));
            var caller = http.Features.Get<Caller>();
            return $"{caller?.UserId} {caller?.TeamId} {caller?.Role}";
        }
    }
}
