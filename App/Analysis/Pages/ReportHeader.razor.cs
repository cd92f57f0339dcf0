using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>Who the report is about.</summary>
public sealed partial class ReportHeader
{
    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    private List<string> Facts =>
    [
        .. new[]
        {
            Report.Tier is { } tier ? $"{tier} creator" : null,
            Report.Category,
            Report.Business ? "Business account" : null,
            Report.Private ? "Private account" : null,
        }.Where(fact => !string.IsNullOrWhiteSpace(fact)).Select(fact => fact!),
    ];

    private List<ReportLink> Links =>
    [
        .. Report.ExternalUrls
            .Select(link => (link.Title, Url: SafeLink.Of(link.Url)))
            .Where(link => link.Url is not null)
            .Select(link => new ReportLink(string.IsNullOrWhiteSpace(link.Title) ? new Uri(link.Url!).Host : link.Title, link.Url!)),
    ];
}
