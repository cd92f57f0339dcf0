using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Api;

/// <summary>On whose behalf an endpoint acts: the member whose key was sent, in the key's team, as the check of the key found them.</summary>
internal sealed record ApiCaller(Caller Caller)
{
    /// <summary>Found by the framework: a parameter of this type is filled from the request.</summary>
    /// <exception cref="InvalidOperationException">The endpoint lets in requests without a key.</exception>
    public static ValueTask<ApiCaller?> BindAsync(HttpContext http) => ValueTask.FromResult<ApiCaller?>(
        new ApiCaller(http.Features.Get<Caller>() ?? throw new InvalidOperationException("The request was let in without a key.")));
}
