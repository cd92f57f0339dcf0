using CreatorAnalytics.Accounts;
using CreatorAnalytics.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CreatorAnalytics.Tests.Accounts;

[Trait("Category", TestDatabase.Category)]
public sealed class MembersTests : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly AccessChanges _access = new();
    private readonly Members _members;
    private readonly Invitations _invitations;

    public MembersTests()
    {
        _members = new Members(_test.Database, _access, _time);
        _invitations = new Invitations(
            _test.Database, _access, new EmailOutbox(Options.Create(new EmailOptions()), new EphemeralDataProtectionProvider(), _time), _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task An_invitation_is_accepted_once_and_makes_the_team_the_active_one()
    {
        var owner = await TeamAsync();
        var guest = await TeamAsync();
        var token = await InviteAsync(owner, TeamRole.Admin);
        Assert.Equal((owner.TeamId, TeamRole.Admin), (await _invitations.FindAsync(token, Cancel)) is var offer ? (offer!.TeamId, offer.Role) : default);

        Assert.True(await _invitations.AcceptAsync(token, guest.UserId, Cancel));
        Assert.False(await _invitations.AcceptAsync(token, (await TeamAsync()).UserId, Cancel));

        Assert.Equal(new Caller(guest.UserId, owner.TeamId, TeamRole.Admin), await new CallerResolver(_test.Database).ForUserAsync(guest.UserId, Cancel));
        Assert.Equal(2, (await _members.TeamsOfAsync(guest.UserId, Cancel)).Count);
        Assert.True(await _members.SwitchAsync(guest.UserId, guest.TeamId, Cancel));
        Assert.Equal(guest.TeamId, (await new CallerResolver(_test.Database).ForUserAsync(guest.UserId, Cancel))!.TeamId);
        Assert.False(await _members.SwitchAsync(guest.UserId, (await TeamAsync()).TeamId, Cancel));
    }

    [Fact]
    public async Task Of_many_who_use_a_link_at_once_one_joins()
    {
        var owner = await TeamAsync();
        var token = await InviteAsync(owner, TeamRole.Member);
        var guests = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TeamAsync()));

        var joined = await Task.WhenAll(guests.Select(guest => Task.Run(() => _invitations.AcceptAsync(token, guest.UserId, Cancel))));

        Assert.Single(joined, true);
        Assert.Equal(2, (await _members.ListAsync(owner, Cancel)).Count);
    }

    [Fact]
    public async Task A_link_that_ended_or_was_withdrawn_or_invented_opens_nothing()
    {
        var owner = await TeamAsync();
        var (withdrawn, late) = (await InviteAsync(owner, TeamRole.Member), await InviteAsync(owner, TeamRole.Member));
        var open = await _invitations.OpenAsync(owner, Cancel);
        Assert.Equal(2, open.Count);
        foreach (var invitation in open)
            Assert.False(await _invitations.RevokeAsync(await TeamAsync(), invitation.Id, Cancel));
        await _invitations.RevokeAsync(owner, open[^1].Id, Cancel);
        await _invitations.RevokeAsync(owner, open[0].Id, Cancel);
        _time.Advance(Invitations.Lifetime);

        Assert.Null(await _invitations.FindAsync(withdrawn, Cancel));
        Assert.Null(await _invitations.FindAsync(late, Cancel));
        Assert.Null(await _invitations.FindAsync(null, Cancel));
        Assert.False(await _invitations.AcceptAsync("x", owner.UserId, Cancel));
    }

    [Fact]
    public async Task Members_invite_nobody_and_admins_only_members()
    {
        var owner = await TeamAsync();
        foreach (var (role, wanted, allowed) in new[]
        {
            (TeamRole.Member, TeamRole.Member, false), (TeamRole.Admin, TeamRole.Member, true), (TeamRole.Admin, TeamRole.Admin, false),
            (TeamRole.Admin, TeamRole.Owner, false), (TeamRole.Owner, TeamRole.Owner, true),
        })
        {
            var result = await _invitations.InviteAsync(owner with { Role = role }, "x@example.org", wanted, Cancel);
            Assert.Equal(allowed, result is InvitationResult.Invited);
        }

        Assert.IsType<InvitationResult.Refused>(await _invitations.InviteAsync(owner, "no address", TeamRole.Member, Cancel));
    }

    [Theory]
    [InlineData(TeamRole.Member, TeamRole.Member, false)]
    [InlineData(TeamRole.Admin, TeamRole.Member, true)]
    [InlineData(TeamRole.Admin, TeamRole.Admin, false)]
    [InlineData(TeamRole.Admin, TeamRole.Owner, false)]
    [InlineData(TeamRole.Owner, TeamRole.Owner, true)]
    public async Task Who_may_change_whom(TeamRole actor, TeamRole other, bool allowed)
    {
        var owner = await TeamAsync();
        var (caller, member) = (await JoinAsync(owner, actor), await JoinAsync(owner, other));
        var expected = allowed ? MemberChange.Done : MemberChange.NotAllowed;

        Assert.Equal(expected, await _members.SetLimitAsync(caller, member.UserId, 100, Cancel));
        Assert.Equal(expected, await _members.SetRoleAsync(caller, member.UserId, TeamRole.Member, Cancel));
        Assert.Equal(other is TeamRole.Owner && actor is TeamRole.Owner ? MemberChange.Done : expected, await _members.RemoveAsync(caller, member.UserId, Cancel));
        Assert.Equal(MemberChange.NotFound, await _members.RemoveAsync(await TeamAsync(), owner.UserId, Cancel));
    }

    [Fact]
    public async Task A_team_keeps_an_owner_even_when_two_remove_each_other_at_once()
    {
        var first = await TeamAsync();
        Assert.Equal(MemberChange.LastOwner, await _members.RemoveAsync(first, first.UserId, Cancel));
        Assert.Equal(MemberChange.LastOwner, await _members.SetRoleAsync(first, first.UserId, TeamRole.Member, Cancel));
        var second = await JoinAsync(first, TeamRole.Owner);

        await Task.WhenAll(
            Task.Run(() => _members.RemoveAsync(first, second.UserId, Cancel)), Task.Run(() => _members.RemoveAsync(second, first.UserId, Cancel)));

        Assert.Single(await _members.ListAsync(first, Cancel), member => member.Role is TeamRole.Owner);
    }

    [Fact]
    public async Task Removing_a_member_is_told_at_once_and_ends_what_they_may_do()
    {
        var owner = await TeamAsync();
        var member = await JoinAsync(owner, TeamRole.Member);
        List<Guid> told = [];
        _access.Changed += told.Add;

        Assert.Equal(MemberChange.Done, await _members.RemoveAsync(owner, member.UserId, Cancel));

        Assert.Equal([member.UserId], told);
        Assert.Null(await new CallerResolver(_test.Database).ForUserAsync(member.UserId, Cancel));
        Assert.Equal(MemberChange.NotFound, await _members.RemoveAsync(owner, member.UserId, Cancel));
    }

    [Fact]
    public async Task An_invitation_outlives_the_account_of_who_sent_it_and_can_be_withdrawn()
    {
        var owner = await TeamAsync();
        var admin = await JoinAsync(owner, TeamRole.Admin);
        var token = await InviteAsync(admin, TeamRole.Member);
        Assert.Null(await new AccountDeletion(_test.Database, _access, _time).DeleteAsync(admin.UserId, Cancel));

        var open = Assert.Single(await _invitations.OpenAsync(owner, Cancel));
        Assert.Null(open.InvitedBy);
        Assert.NotNull(await _invitations.FindAsync(token, Cancel));
        Assert.True(await _invitations.RevokeAsync(owner, open.Id, Cancel));

        Assert.Null(await _invitations.FindAsync(token, Cancel));
    }

    private async Task<string> InviteAsync(Caller caller, TeamRole role) =>
        Assert.IsType<InvitationResult.Invited>(await _invitations.InviteAsync(caller, "guest@example.org", role, Cancel)).Token;

    private async Task<Caller> JoinAsync(Caller owner, TeamRole role)
    {
        var user = Guid.CreateVersion7();
        await AddAsync(UserOf(user, owner.TeamId), new Membership { TeamId = owner.TeamId, UserId = user, Role = role });
        return new Caller(user, owner.TeamId, role);
    }

    private async Task<Caller> TeamAsync()
    {
        var (team, user) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await AddAsync(
            new Team { Id = team, Name = $"Team {team}" }, UserOf(user, team), new Membership { TeamId = team, UserId = user, Role = TeamRole.Owner });
        return new Caller(user, team, TeamRole.Owner);
    }

    private static AppUser UserOf(Guid id, Guid teamId) => new()
    {
        Id = id,
        UserName = $"{id}@example.org",
        NormalizedUserName = $"{id}@EXAMPLE.ORG",
        Email = $"{id}@example.org",
        NormalizedEmail = $"{id}@EXAMPLE.ORG",
        ActiveTeamId = teamId,
    };

    private Task AddAsync(params object[] entities) => _test.Database.WriteAsync(
        (db, _) =>
        {
            db.AddRange(entities);
            return Task.CompletedTask;
        },
        Cancel);
}
