using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>Who is in the team, what they may do and spend, and who is invited.</summary>
public sealed partial class TeamPage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<Member> _members = [];
    private IReadOnlyList<OpenInvitation> _open = [];
    private Caller? _caller;
    private DateTimeOffset _now;
    private string? _teamName;
    private string _email = "";
    private TeamRole _role;
    private string? _link;
    private string? _invited;
    private bool _isMailed;
    private Guid? _removing;
    private string? _problem;
    private string? _announcement;

    [Inject]
    public required Members Members { get; init; }

    [Inject]
    public required Invitations Invitations { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _now = Time.GetUtcNow();
        _caller = await CurrentCaller.GetAsync(_closed.Token);
        if (_caller is not { } caller)
        {
            (_members, _open, _problem) = ([], [], "You are not a member of a team any more.");
            return;
        }

        _members = await Members.ListAsync(caller, _closed.Token);
        _open = await Invitations.OpenAsync(caller, _closed.Token);
        _teamName = (await Members.TeamsOfAsync(caller.UserId, _closed.Token)).FirstOrDefault(team => team.IsActive)?.Name;
    }

    private Task InviteAsync() => ActAsync(async caller =>
    {
        switch (await Invitations.InviteAsync(caller, _email, _role, _closed.Token))
        {
            case InvitationResult.Invited invited:
                (_link, _invited, _email, _isMailed) = (Navigation.ToAbsoluteUri(AccountUrls.Join(invited.Token)).ToString(), _email.Trim(), "", invited.IsMailed);
                break;
            case InvitationResult.Refused refused:
                _problem = refused.Problem;
                break;
        }
    });

    private Task WithdrawAsync(OpenInvitation invitation) => ActAsync(async caller =>
    {
        await Invitations.RevokeAsync(caller, invitation.Id, _closed.Token);
        _announcement = $"The invitation of {invitation.Email} is withdrawn.";
    });

    private Task SetRoleAsync(Member member, TeamRole role) => ActAsync(async caller =>
        Tell(await Members.SetRoleAsync(caller, member.UserId, role, _closed.Token), $"{member.Email} is {role.ToString().ToLowerInvariant()} now."));

    private Task SetLimitAsync(Member member, long? limit) => ActAsync(async caller => Tell(
        await Members.SetLimitAsync(caller, member.UserId, limit, _closed.Token),
        limit is { } credits ? $"{member.Email} may spend {credits} credits a month." : $"{member.Email} has no limit."));

    private Task RemoveAsync(Member member)
    {
        _removing = null;
        return ActAsync(async caller =>
            Tell(await Members.RemoveAsync(caller, member.UserId, _closed.Token), $"{member.Email} is no member any more."));
    }

    private void Tell(MemberChange change, string done)
    {
        switch (change)
        {
            case MemberChange.Done:
                _announcement = done;
                break;
            case MemberChange.LastOwner:
                _problem = "A team always has an owner. Make somebody else an owner first.";
                break;
            case MemberChange.InvalidLimit:
                _problem = "A limit is 0 or more credits. Leave it empty for none.";
                break;
            case MemberChange.NotFound or MemberChange.NotAllowed:
                _problem = "Nothing was changed: your role does not allow it, or the member has left.";
                break;
        }
    }

    /// <summary>Does it as the caller that one is now, and shows what became of it.</summary>
    private async Task ActAsync(Func<Caller, Task> act)
    {
        _problem = null;
        if (await CurrentCaller.GetAsync(_closed.Token) is { } caller)
            await act(caller);
        var problem = _problem;
        await LoadAsync();
        _problem ??= problem;
    }

    private async Task CopyAsync()
    {
        if (await Clipboard.TryCopyAsync(JS, _link, _closed.Token))
            _announcement = "Copied.";
        else
            _problem = "Your browser did not allow copying: select the link and copy it yourself.";
    }
}
