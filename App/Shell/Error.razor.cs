using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>What a browser sees when a request fails before a page could answer it. It is static, so that little can fail in it.</summary>
public sealed partial class Error
{
    /// <summary>The HTTP status; absent after an exception.</summary>
    [Parameter]
    public int? Code { get; set; }
}
