using CreatorAnalytics.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Copies the address of the page, to send it to a team-mate: whoever is not in the team sees no report there.</summary>
public sealed partial class CopyLink : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private string? _result;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task CopyAsync() => _result = await Clipboard.TryCopyAsync(JS, Navigation.Uri, _closed.Token)
        ? "Copied."
        : "Your browser did not allow it: copy the address of this page yourself.";
}
