using System.Text.Json.Nodes;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Two teams that each have one of everything, and the means to make members and keys.</summary>
public sealed class AccessFixture : IAsyncLifetime
{
    public ApiFixture Api { get; } = new(("Webhooks:AllowPrivateAddresses", "true"), ("Api:RequestBurst", "10000"));

    /// <summary>The owner of our team.</summary>
    public Caller Owner { get; private set; } = null!;

    /// <summary>What our team has: by the names that addresses have for ids.</summary>
    public Dictionary<string, string> Ours { get; private set; } = [];

    /// <inheritdoc cref="Ours"/>
    public Dictionary<string, string> Theirs { get; private set; } = [];

    public Database Database => Api.Services.GetRequiredService<Database>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Api.InitializeAsync();
        Api.Scraper.Answer = request => request.Username.StartsWith("gone", StringComparison.Ordinal) ? new ScrapeResult.Refused(ScrapeCodes.AccountUnavailable, "") : null;
        Owner = await CallerOfAsync("owner@example.com");
        Ours = await MakeThingsAsync(Api.Client, "wanda");
        Theirs = await MakeThingsAsync(Api.Other, "viola");
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    /// <summary>A further member of our team.</summary>
    public async Task<Caller> JoinAsync(string email)
    {
        await using (var scope = Api.Services.CreateAsyncScope())
            Assert.IsType<TeamCreation.Created>(await scope.ServiceProvider.GetRequiredService<TeamRegistration>().CreateAsync(new NewTeam("Own", email, "a third horse"), Cancel));
        var user = await CallerOfAsync(email);
        await Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new Membership { TeamId = Owner.TeamId, UserId = user.UserId, Role = TeamRole.Member });
                return Task.CompletedTask;
            },
            Cancel);
        return new Caller(user.UserId, Owner.TeamId, TeamRole.Member);
    }

    public async Task<string> KeyAsync(Caller caller, ApiKeyScopes scopes, DateTimeOffset? expiresAt = null, DateTimeOffset? revokedAt = null)
    {
        var key = ApiKeySecret.Generate();
        var entity = ApiKeys.New(caller.TeamId, caller.UserId, "Test", key, scopes, TimeProvider.System.GetUtcNow(), expiresAt);
        await Database.WriteAsync(
            async (db, token) =>
            {
                db.Add(entity);
                await db.SaveChangesAsync(token);
                await db.Set<ApiKey>().Where(k => k.Id == entity.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, revokedAt), token);
            },
            Cancel);
        return key;
    }

    /// <summary>One of each thing that has an id, all about a creator of that name.</summary>
    private static async Task<Dictionary<string, string>> MakeThingsAsync(HttpClient client, string username)
    {
        async Task<JsonNode> PostAsync(string url, string body)
        {
            using var answer = await client.PostAsync(new Uri(url, UriKind.Relative), ApiFixture.Json(body), Cancel);
            Assert.True(answer.IsSuccessStatusCode, $"{url} → {answer.StatusCode}");
            return await ApiFixture.BodyAsync(answer);
        }

        async Task<JsonNode> StatusOfAsync(string jobId) =>
            await ApiFixture.BodyAsync(await client.GetAsync(new Uri($"/api/v1/jobs/{jobId}/status", UriKind.Relative), Cancel));

        var jobId = (string)(await PostAsync("/api/v1/instagram/bulk-search", $$"""{"usernames": "{{username}}, gone{{username}}"}"""))["jobId"]!;
        using (var events = await SseReader.OpenAsync(client, $"/api/v1/jobs/{jobId}/events"))
            await events.ToEndAsync();
        var list = await PostAsync("/api/v1/lists", $$"""{"name": "List of {{username}}"}""");
        await PostAsync($"/api/v1/lists/{list["id"]}/creators", $$"""{"usernames": "{{username}}"}""");
        var webhook = (await PostAsync("/api/v1/webhooks", $$"""{"url": "http://127.0.0.1:1/{{username}}", "events": ["credits.low"]}"""))["webhook"]!;
        var delivery = (await PostAsync($"/api/v1/webhooks/{webhook["id"]}/test", "{}"))["delivery"]!;
        var key = await PostAsync("/api/v1/keys", $$"""{"name": "Key of {{username}}", "scopes": ["read"]}""");
        var invitation = await PostAsync("/api/v1/team/invitations", $$"""{"email": "{{username}}@example.com"}""");
        var team = await ApiFixture.BodyAsync(await client.GetAsync(new Uri("/api/v1/team", UriKind.Relative), Cancel));
        return new Dictionary<string, string>
        {
            ["invitationId"] = (string)invitation["id"]!,
            ["userId"] = (string)team["userId"]!,
            ["jobId"] = jobId,
            ["itemId"] = (string)(await StatusOfAsync(jobId))["items"]![0]!["itemId"]!,
            ["listId"] = (string)list["id"]!,
            ["webhookId"] = (string)webhook["id"]!,
            ["deliveryId"] = (string)delivery["id"]!,
            ["keyId"] = (string)key["id"]!,
            ["username"] = username,
        };
    }

    private Task<Caller> CallerOfAsync(string email) => Database.ReadAsync(
        db => db.Set<AppUser>().Where(user => user.Email == email).Select(user => new Caller(user.Id, user.ActiveTeamId, TeamRole.Owner)).SingleAsync(Cancel), Cancel);
}
