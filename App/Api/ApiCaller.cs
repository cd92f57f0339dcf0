using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Api;

/// <summary>On whose behalf an endpoint acts: the member whose key was sent, in the key's team, read from the database now.</summary>
internal sealed record ApiCaller(Caller Caller)
{
    /// <summary>Found by the framework: a parameter of this type is filled from the request.</summary>
    /// <exception cref="BadHttpRequestException">The membership ended between the check of the key and now.</exception>
    public static async ValueTask<ApiCaller> BindAsync(HttpContext http)
    {
        var callers = http.RequestServices.GetRequiredService<CallerResolver>();
        var caller = await callers.ForPrincipalAsync(http.User, http.RequestAborted)
            ?? throw new BadHttpRequestException("The key's member has left the team.", StatusCodes.Status401Unauthorized);
        return new ApiCaller(caller);
    }
}
