namespace CreatorAnalytics.Accounts;

/// <summary>`App.dll team-create`: a further team from the command line.</summary>
internal sealed class TeamCreateCommand : ICommand
{
    public Task<int> RunAsync(string[] args) => Task.FromResult(2);
}
