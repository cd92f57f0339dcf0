namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>`App.dll sandbox`: the sandbox alone.</summary>
internal sealed class SandboxCommand : ICommand
{
    public Task<int> RunAsync(string[] args) => Task.FromResult(2);
}
