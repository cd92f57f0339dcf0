using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Tests.Architecture;

public sealed class ComponentTests
{
    private static readonly string[] NotForComponents =
        ["CreatorAnalytics.Storage.AppDbContext", "CreatorAnalytics.Storage.Database", "System.Net.Http.HttpClient", "System.Net.Http.IHttpClientFactory"];

    [Fact]
    public void Components_ask_a_service_of_their_room_and_never_the_database_or_the_network() => Offenders.None(
        "A component draws and asks a service; data access in it cannot be tested or reused:",
        AppAssembly.Components,
        component => AppAssembly.ReferencesWithNested(AppAssembly.Find(component))
            .Where(reference => NotForComponents.Contains(reference.FullName)
                || AppAssembly.IsIn(reference.Namespace, "Microsoft.EntityFrameworkCore"))
            .Select(reference => $"{component.FullName} uses {reference.FullName}"));

    [Fact]
    public void Every_page_says_who_may_see_it() => Offenders.None(
        "A page without [Authorize] or [AllowAnonymous] was forgotten, not decided:",
        [.. AppAssembly.Components.Where(component => component.IsDefined(typeof(RouteAttribute), inherit: false))],
        page => page.GetCustomAttributes(inherit: true).Any(attribute => attribute is IAuthorizeData or IAllowAnonymous) ? [] : [page.FullName!]);
}
