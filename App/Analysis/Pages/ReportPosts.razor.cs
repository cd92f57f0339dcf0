using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>The posts that are known, the top ones first unless another order is chosen.</summary>
public sealed partial class ReportPosts
{
    private const int First = 24;

    private bool _all;
    private PostOrder _order;

    private enum PostOrder
    {
        Engagement,
        Plays,
        Newest,
    }

    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    // The report has them newest first, which is the order of equals. A post that hides its likes cannot be held against the others.
    private IEnumerable<ReportPost> Ordered => _order switch
    {
        PostOrder.Engagement => Report.Posts
            .OrderByDescending(post => post.Likes is not null)
            .ThenByDescending(post => (post.Likes ?? 0) + post.Comments),
        PostOrder.Plays => Report.Posts.OrderByDescending(post => post.Plays ?? -1),
        PostOrder.Newest => Report.Posts,
    };
}
