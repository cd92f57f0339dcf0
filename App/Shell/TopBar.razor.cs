using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace CreatorAnalytics.Shell;

/// <summary>Where one is, where one can go, who one is.</summary>
public sealed partial class TopBar : IDisposable
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>With the page's own address before it: <c>base href</c> would turn a bare <c>#main</c> into <c>/#main</c>.</summary>
    private string SkipTarget => $"{Navigation.Uri.Split('#')[0]}#main";

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => InvokeAsync(StateHasChanged);
}
