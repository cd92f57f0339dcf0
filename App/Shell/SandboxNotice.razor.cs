using CreatorAnalytics.Apify;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>Says on every page that figures are not real, for as long as they are not.</summary>
public sealed partial class SandboxNotice
{
    private const string SandboxSource = "sandbox";

    [Inject]
    public required ICreatorScraper Scraper { get; init; }

    private bool IsSandbox => Scraper.Source == SandboxSource;
}
