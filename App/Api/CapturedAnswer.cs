namespace CreatorAnalytics.Api;

/// <summary>An answer before it is sent: it can be kept, compared, and sent as often as wanted.</summary>
/// <param name="Headers">Those that are part of the answer.</param>
internal sealed record CapturedAnswer(int Status, string? ContentType, Dictionary<string, string> Headers, byte[] Body) : IResult
{
    private static readonly string[] OwnHeaders = ["Location", CreditHeaders.Charged, CreditHeaders.Remaining];

    /// <summary>Lets a result write its answer, and takes it before it is sent.</summary>
    public static async Task<CapturedAnswer> OfAsync(HttpContext http, IResult result)
    {
        var response = http.Response;
        var sent = response.Body;
        using var body = new MemoryStream();
        response.Body = body;
        try
        {
            await result.ExecuteAsync(http);
            await response.BodyWriter.FlushAsync();
        }
        finally
        {
            response.Body = sent;
        }

        var headers = OwnHeaders.Where(response.Headers.ContainsKey).ToDictionary(name => name, name => response.Headers[name].ToString());
        return new CapturedAnswer(response.StatusCode, response.ContentType, headers, body.ToArray());
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        if (Body.Length == 0)
            return Task.CompletedTask;
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, httpContext.RequestAborted).AsTask();
    }
}
