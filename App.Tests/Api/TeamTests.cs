using System.Net;
using System.Net.Http.Json;
using CreatorAnalytics.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Api;

/// <summary>Members and invitations by REST.</summary>
public sealed class TeamTests : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_team_is_handed_over_to_somebody_invited_and_who_gave_it_leaves()
    {
        var owner = (string)(await _api.GetAsync("/api/v1/team"))["userId"]!;
        var heir = await JoinAsync("heir@example.com");

        Assert.Equal(HttpStatusCode.Conflict, await SetRoleAsync(owner, "member"));
        Assert.Equal(HttpStatusCode.NoContent, await SetRoleAsync(heir, "owner"));
        Assert.Equal(HttpStatusCode.NoContent, await SetRoleAsync(owner, "member"));

        // The key still says admin; its member is none.
        Assert.Equal(HttpStatusCode.NotFound, await SetRoleAsync(heir, "member"));
        Assert.Equal("member", (string?)(await _api.GetAsync("/api/v1/team"))["role"]);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(owner));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _api.Client.GetAsync(new Uri("/api/v1/team", UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    public async Task An_admin_manages_members_and_no_owner()
    {
        var owner = (string)(await _api.GetAsync("/api/v1/team"))["userId"]!;
        var (other, member) = (await JoinAsync("other.owner@example.com"), await JoinAsync("member@example.com"));
        await SetRoleAsync(other, "owner");
        await SetRoleAsync(owner, "admin");

        Assert.Equal(HttpStatusCode.Forbidden, await SetRoleAsync(other, "member"));
        Assert.Equal(HttpStatusCode.Forbidden, await SetRoleAsync(member, "admin"));
        Assert.Equal(HttpStatusCode.Forbidden, await DeleteAsync(other));
        await ApiFixture.ProblemAsync(
            await _api.PostAsync("/api/v1/team/invitations", new { email = "x@example.com", role = "owner" }), HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(member));
    }

    /// <summary>Somebody with an account of their own, who takes up an invitation.</summary>
    private async Task<string> JoinAsync(string email)
    {
        await using var scope = _api.Services.CreateAsyncScope();
        var made = Assert.IsType<TeamCreation.Created>(
            await scope.ServiceProvider.GetRequiredService<TeamRegistration>().CreateAsync(new NewTeam("Own", email, "a third horse"), Cancel));
        var answer = await _api.PostAsync("/api/v1/team/invitations", new { email });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var link = new Uri((string)(await ApiFixture.BodyAsync(answer))["link"]!);
        var token = System.Web.HttpUtility.ParseQueryString(link.Query)[AccountUrls.InvitationParameter];
        Assert.True(await _api.Services.GetRequiredService<Invitations>().AcceptAsync(token, made.UserId, Cancel));
        return made.UserId.ToString();
    }

    private async Task<HttpStatusCode> SetRoleAsync(string userId, string role) => (await _api.Client.PutAsJsonAsync(
        new Uri($"/api/v1/team/members/{userId}/role", UriKind.Relative), new { role }, Cancel)).StatusCode;

    private async Task<HttpStatusCode> DeleteAsync(string userId) =>
        (await _api.Client.DeleteAsync(new Uri($"/api/v1/team/members/{userId}", UriKind.Relative), Cancel)).StatusCode;
}
