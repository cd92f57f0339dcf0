using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>The browsers that somebody is signed in with, each other one with a button of the form around it.</summary>
public sealed partial class SessionList
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<SessionRow> Sessions { get; set; }

    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    /// <summary>The field of the form that gets the session's id.</summary>
    [Parameter, EditorRequired]
    public required string ButtonName { get; set; }
}
