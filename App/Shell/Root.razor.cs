using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using static Microsoft.AspNetCore.Components.Web.RenderMode;

namespace CreatorAnalytics.Shell;

/// <summary>The document. Pages run interactively on the server unless they are excluded, as the sign-in pages are: those set cookies.</summary>
public sealed partial class Root
{
    /// <summary>Written by wwwroot/shell.js when the viewer chooses, so that the first byte already has the right colours.</summary>
    private const string ThemeCookie = "ca-theme";

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    private IComponentRenderMode? Mode => HttpContext.AcceptsInteractiveRouting() ? InteractiveServer : null;

    /// <summary>Null, which leaves the attribute out, means: as the system has it.</summary>
    private string? Theme => HttpContext.Request.Cookies[ThemeCookie] is ("light" or "dark") and var chosen ? chosen : null;
}
