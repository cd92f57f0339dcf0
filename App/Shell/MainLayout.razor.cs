using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace CreatorAnalytics.Shell;

/// <summary>The frame of every live page: top bar, notices, the page, the job tray.</summary>
public sealed partial class MainLayout
{
    private ErrorBoundary? _boundary;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The search page holds the job tray itself, as its main part.</summary>
    private bool IsSearchPage => new Uri(Navigation.Uri).AbsolutePath == "/";

    /// <summary>Going to another page leaves the broken one behind.</summary>
    protected override void OnParametersSet() => Recover();

    private void Recover() => _boundary?.Recover();
}
