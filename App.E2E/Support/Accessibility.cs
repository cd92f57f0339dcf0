using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CreatorAnalytics.E2E.Support;

/// <summary>What of WCAG 2.2 AA a program can check.</summary>
internal static partial class Accessibility
{
    private static readonly AxeRunOptions Wcag = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    /// <summary>Fails with every violation on the page and the elements that it concerns.</summary>
    public static async Task NoViolationsAsync(this Window window)
    {
        // A page's title may come a moment after its content.
        await Assertions.Expect(window.Page).ToHaveTitleAsync(AnyTitle());

        // What is half faded in has half its contrast; what moves for good, such as a bar of something running, has no end to wait for.
        await window.Page.EvaluateAsync(
            "Promise.all(document.getAnimations().filter(a => a.effect.getComputedTiming().endTime !== Infinity).map(a => a.finished.catch(() => 0)))");
        var result = await window.Page.RunAxe(Wcag);
        Assert.True(
            result.Violations.Length == 0,
            $"{window.Page.Url}\n" + string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}")));
    }

    [GeneratedRegex(".")]
    private static partial Regex AnyTitle();

    /// <summary>Fails when the page is wider than its window.</summary>
    public static async Task NoSidewaysScrollAsync(this Window window) => Assert.Equal(
        (window.Page.Url, 0),
        (window.Page.Url, await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")));
}
