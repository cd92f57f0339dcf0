using System.Net;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;
using CreatorAnalytics.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CreatorAnalytics.Tests.Accounts;

/// <summary>What the application writes into the audit log, and who reads it.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private const string Email = "owner@example.com";
    private const string Password = "correct horse";

    private readonly AppFixture _app = new("Production", ("Bootstrap:AdminEmail", Email), ("Bootstrap:AdminPassword", Password));
    private HttpClient _client = null!;
    private Caller _owner = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _client = await _app.StartAsync();
        _owner = await _app.Database.ReadAsync(
            async db => await db.Set<Membership>().Select(m => new Caller(m.UserId, m.TeamId, m.Role)).SingleAsync(Cancel), Cancel);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Signing_in_failing_to_and_signing_out_are_in_it_and_strangers_are_not()
    {
        await _client.SignInAsync(Email, "wrong password");
        await _client.SignInAsync("nobody@example.com", Password);
        await _client.SignInAsync(Email, Password);
        await SignOutAsync(_client);

        Assert.Equal([AuditKind.SignedOut, AuditKind.SignedIn, AuditKind.SignInFailed], await KindsAsync());
    }

    [Fact]
    public async Task A_locked_account_writes_no_more_rows_however_often_it_is_tried()
    {
        for (var n = 0; n < PasswordSignIn.TriesBeforeLockout + 3; n++)
            await _client.SignInAsync(Email, "wrong password");

        Assert.Equal(PasswordSignIn.TriesBeforeLockout, (await KindsAsync()).Count(kind => kind is AuditKind.SignInFailed));
    }

    [Fact]
    public async Task What_people_do_with_their_account_is_written_with_the_change()
    {
        await _client.SignInAsync(Email, Password);
        Assert.Equal(HttpStatusCode.OK, (await _client.SendFormAsync(AccountUrls.AccountPath, ("Password.Current", "wrong"), ("Password.Next", "battery staple"))).StatusCode);
        Assert.DoesNotContain(AuditKind.PasswordChanged, await KindsAsync());

        await _client.SendFormAsync(AccountUrls.AccountPath, ("Password.Current", Password), ("Password.Next", "battery staple"));

        Assert.Contains(AuditKind.PasswordChanged, await KindsAsync());
    }

    [Fact]
    public async Task Changes_of_members_keys_and_invitations_say_what_they_concern_and_hold_no_secret()
    {
        var members = _app.Services.GetRequiredService<Members>();
        var keys = _app.Services.GetRequiredService<ApiKeys>();
        var invitations = _app.Services.GetRequiredService<Invitations>();
        var member = await JoinAsync("mia@example.com");

        await members.SetRoleAsync(_owner, member.UserId, TeamRole.Admin, Cancel);
        await members.SetLimitAsync(_owner, member.UserId, 100, Cancel);
        var key = Assert.IsType<ApiKeyCreation.Created>(await keys.CreateAsync(_owner, "Zapier", ApiKeyScopes.Read, null, Cancel));
        await keys.RevokeAsync(_owner, key.Id, Cancel);
        await keys.RevokeAsync(_owner, key.Id, Cancel);
        await invitations.InviteAsync(_owner, "new@example.com", TeamRole.Member, Cancel);
        await invitations.RevokeAsync(_owner, (await invitations.OpenAsync(_owner, Cancel))[0].Id, Cancel);
        await members.RemoveAsync(_owner, member.UserId, Cancel);
        await members.RemoveAsync(_owner, _owner.UserId, Cancel);

        var rows = await RowsAsync(_owner);
        Assert.Equal(
            [
                (AuditKind.MemberRemoved, "mia@example.com, admin"), (AuditKind.InvitationWithdrawn, "new@example.com, member"),
                (AuditKind.Invited, "new@example.com, member"), (AuditKind.KeyRevoked, $"Zapier ({key.Key[..8]}…), read"),
                (AuditKind.KeyCreated, $"Zapier ({key.Key[..8]}…), read"), (AuditKind.LimitChanged, "mia@example.com: from no limit to 100 credits a month"),
                (AuditKind.RoleChanged, "mia@example.com: from member to admin"), (AuditKind.MemberJoined, "member"), (AuditKind.Invited, "mia@example.com, member"),
            ],
            rows.Select(row => (row.Kind, row.Subject!)));
        Assert.Equal([member.UserId], rows.Where(row => row.UserId != _owner.UserId).Select(row => row.UserId!.Value));
        Assert.DoesNotContain(rows, row => row.Subject!.Contains(key.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Members_see_what_they_did_admins_all_of_the_team_and_other_teams_nothing()
    {
        var member = await JoinAsync("mia@example.com");
        var other = await OtherTeamAsync();
        await _app.Services.GetRequiredService<ApiKeys>().CreateAsync(member, "Hers", ApiKeyScopes.Read, null, Cancel);

        Assert.Equal([AuditKind.KeyCreated, AuditKind.MemberJoined], (await RowsAsync(member)).Select(row => row.Kind));
        Assert.Equal(3, (await RowsAsync(_owner)).Count);
        Assert.Equal(3, (await RowsAsync(member with { Role = TeamRole.Admin })).Count);
        Assert.Empty(await RowsAsync(other));
        Assert.Empty(await RowsAsync(member, new AuditFilter { UserId = _owner.UserId }));
        Assert.Empty(await RowsAsync(other, new AuditFilter { UserId = member.UserId }));
    }

    [Fact]
    public async Task A_deleted_account_leaves_its_rows_without_a_name()
    {
        var member = await JoinAsync("mia@example.com");

        Assert.Null(await _app.Services.GetRequiredService<AccountDeletion>().DeleteAsync(member.UserId, Cancel));

        var rows = await RowsAsync(_owner, new AuditFilter { UserId = member.UserId });
        Assert.Equal([(AuditKind.AccountDeleted, null), (AuditKind.MemberJoined, null)], rows.Select(row => (row.Kind, row.Member)));
    }

    [Fact]
    public async Task Rows_are_filtered_by_time_kind_and_member_and_paged_without_gap()
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await _app.Database.WriteAsync(
            (db, _) =>
            {
                for (var n = 0; n < 7; n++)
                    AuditLog.Add(db, _owner, n % 2 == 0 ? AuditKind.Searched : AuditKind.Exported, start.AddDays(n), $"{n}");
                return Task.CompletedTask;
            },
            Cancel);

        Assert.Equal(["4", "3", "2"], await SubjectsAsync(new AuditFilter { From = start.AddDays(2), To = start.AddDays(5) }));
        Assert.Equal(["5", "3", "1"], await SubjectsAsync(new AuditFilter { Kind = AuditKind.Exported }));
        Assert.Equal(["6", "5", "4"], await SubjectsAsync(new AuditFilter { Limit = 3 }));
        var third = (await RowsAsync(_owner, new AuditFilter { Limit = 3 }))[^1];
        Assert.Equal(["3", "2", "1", "0"], await SubjectsAsync(new AuditFilter { Before = third.Id }));
        Assert.Empty(await SubjectsAsync(new AuditFilter { UserId = Guid.CreateVersion7() }));
    }

    [Fact]
    public void A_filter_reads_back_from_its_address_and_rubbish_is_left_out()
    {
        var day = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var filter = new AuditFilter { From = day, To = day.AddDays(3), UserId = Guid.CreateVersion7(), Kind = AuditKind.KeyCreated, Before = 7 };
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(AuditUrls.Page(filter).Split('?')[1]);

        Assert.Equal("key.created", query["kind"]);
        Assert.Equal(filter, AuditUrls.Filter(name => query.TryGetValue(name, out var value) ? value.ToString() : null));
        Assert.Equal(new AuditFilter(), AuditUrls.Filter(name => name is "kind" ? "7" : "rubbish"));
    }

    [Fact]
    public async Task What_is_noted_while_the_database_is_away_is_written_when_it_is_back()
    {
        using var test = new TestDatabase();
        var trail = new AuditTrail(
            test.Database, new CreatorAnalytics.Storage.Readiness(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<AuditTrail>.Instance);
        var caller = new Caller(Guid.CreateVersion7(), Guid.CreateVersion7(), TeamRole.Owner);
        await test.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new Team { Id = caller.TeamId, Name = "Team" });
                return Task.CompletedTask;
            },
            Cancel);
        trail.Note(caller, AuditKind.ReportOpened, "ada");
        test.BeforeTransaction = () => throw new IOException("away");
        await Assert.ThrowsAsync<IOException>(() => trail.WriteAsync(Cancel));
        test.BeforeTransaction = () => { };

        await trail.WriteAsync(Cancel);
        await trail.WriteAsync(Cancel);

        Assert.Equal("ada", Assert.Single(await new AuditQueries(test.Database).RowsAsync(caller, new AuditFilter(), Cancel)).Subject);
    }

    [Fact]
    public async Task The_page_and_the_export_show_the_same_rows_and_the_export_is_in_the_log()
    {
        await _client.SignInAsync(Email, Password);
        await _app.Services.GetRequiredService<AuditTrail>().WriteAsync(Cancel);

        var page = await _client.GetStringAsync(new Uri("/audit", UriKind.Relative), Cancel);
        var csv = await _client.GetStringAsync(new Uri("/audit/export?format=csv&kind=signed.in", UriKind.Relative), Cancel);
        var excel = await _client.GetAsync(new Uri("/audit/export?format=xlsx", UriKind.Relative), Cancel);

        Assert.Contains("Signed in", page, StringComparison.Ordinal);
        Assert.Matches($"^.?Row,Time \\(UTC\\),Member,Kind,What,Concerning\r\n\\d+,[^,]+,{Email},signed\\.in,Signed in,\r\n$", csv);
        Assert.Equal(Spreadsheet.ExcelType, excel.Content.Headers.ContentType?.ToString());
        Assert.Equal(2, (await KindsAsync()).Count(kind => kind is AuditKind.Exported));
        Assert.Equal(HttpStatusCode.Redirect, (await _app.NewClient().GetAsync(new Uri("/audit/export", UriKind.Relative), Cancel)).StatusCode);
    }

    private static Task<HttpResponseMessage> SignOutAsync(HttpClient client) => client.SendFormAsync("/audit");

    private async Task<IReadOnlyList<AuditKind>> KindsAsync()
    {
        await _app.Services.GetRequiredService<AuditTrail>().WriteAsync(Cancel);
        return [.. (await RowsAsync(_owner)).Select(row => row.Kind)];
    }

    private async Task<IEnumerable<string?>> SubjectsAsync(AuditFilter filter) => (await RowsAsync(_owner, filter)).Select(row => row.Subject);

    private Task<List<AuditRow>> RowsAsync(Caller caller, AuditFilter? filter = null) =>
        _app.Services.GetRequiredService<AuditQueries>().RowsAsync(caller, filter ?? new AuditFilter(), Cancel);

    private async Task<Caller> JoinAsync(string email)
    {
        var invited = Assert.IsType<InvitationResult.Invited>(
            await _app.Services.GetRequiredService<Invitations>().InviteAsync(_owner, email, TeamRole.Member, Cancel));
        await using var scope = _app.Services.CreateAsyncScope();
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<TeamRegistration>().JoinAsync(invited.Token, email, Password, Cancel));
        var userId = await _app.Database.ReadAsync(db => db.Set<AppUser>().Where(user => user.Email == email).Select(user => user.Id).SingleAsync(Cancel), Cancel);
        return new Caller(userId, _owner.TeamId, TeamRole.Member);
    }

    private async Task<Caller> OtherTeamAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var created = Assert.IsType<TeamCreation.Created>(
            await scope.ServiceProvider.GetRequiredService<TeamRegistration>().CreateAsync(new NewTeam("Other", "other@example.com", Password), Cancel));
        return new Caller(created.UserId, created.TeamId, TeamRole.Owner);
    }
}
