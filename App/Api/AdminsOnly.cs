namespace CreatorAnalytics.Api;

/// <summary>Refuses members who are no admins, whatever their key says and before anything is looked up.</summary>
internal static class AdminsOnly
{
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<ApiCaller>().Single().Caller.IsAdmin ? await next(context) : Problems.OnlyAdminsManage();
}
