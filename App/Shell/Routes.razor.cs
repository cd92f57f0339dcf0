using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>Which page answers an address, and in which frame.</summary>
public sealed partial class Routes
{
    /// <summary>Pages outside the circuit have nothing live around them.</summary>
    private static Type LayoutOf(Type page) =>
        page.IsDefined(typeof(ExcludeFromInteractiveRoutingAttribute), inherit: false) ? typeof(AccountLayout) : typeof(MainLayout);
}
