namespace CreatorAnalytics.Api;

/// <summary>Writes problems under /api as JSON whatever the request accepts, and names the request in each, whoever made the problem.</summary>
internal sealed class ApiProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.Request.Path.StartsWithSegments("/api");

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        context.ProblemDetails.Extensions["requestId"] = http.TraceIdentifier;
        return new ValueTask(http.Response.WriteAsJsonAsync(
            context.ProblemDetails, options: null, contentType: "application/problem+json", cancellationToken: http.RequestAborted));
    }
}
