using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Analysis.Text;

/// <summary>Loads the operator's own model before the application is ready: one that cannot be used is said at once, not in reports.</summary>
internal sealed class OwnModelLoad(TextModels models) : IStartupTask
{
    public Task RunAsync(CancellationToken cancellationToken) => models.LoadOwnAsync().WaitAsync(cancellationToken);
}
