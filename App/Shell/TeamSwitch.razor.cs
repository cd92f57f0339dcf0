using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>The other teams that one can go to, for whoever is a member of several.</summary>
public sealed partial class TeamSwitch
{
    private IReadOnlyList<OwnTeam> _others = [];

    [Inject]
    public required Members Members { get; init; }

    [Inject]
    public required CurrentCaller CurrentCaller { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (await CurrentCaller.GetAsync() is { } caller)
            _others = [.. (await Members.TeamsOfAsync(caller.UserId, CancellationToken.None)).Where(team => !team.IsActive)];
    }
}
