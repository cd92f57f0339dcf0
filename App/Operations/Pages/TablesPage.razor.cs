using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis.Tables;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Operations.Pages;

/// <summary>The reference tables with their sources; for operators.</summary>
public sealed partial class TablesPage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<TableState>? _tables;
    private DateTimeOffset _now;

    [Inject]
    public required TableEdits Edits { get; init; }

    [Inject]
    public required CurrentOperator CurrentOperator { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            if (await CurrentOperator.GetAsync(_closed.Token) is { } reader)
                (_now, _tables) = (Time.GetUtcNow(), await Edits.ListAsync(reader, _closed.Token));
            else
                Navigation.NotFound();
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed while it loaded.
        }
    }
}
