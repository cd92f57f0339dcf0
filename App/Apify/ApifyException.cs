using System.Net;

namespace CreatorAnalytics.Apify;

/// <summary>A request that the platform refused or did not answer. Messages hold no token: it is in a header that nothing prints.</summary>
internal sealed class ApifyException : Exception
{
    private ApifyException(string message, HttpStatusCode? status, string type, TimeSpan? retryAfter, Exception? inner)
        : base(message, inner)
    {
        Status = status;
        Type = type;
        RetryAfter = retryAfter;
    }

    /// <summary>Null when no complete answer came: the network failed, the time ran out, or the body was cut off.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The platform's word for the error, such as <c>record-not-found</c>; empty when it gave none.</summary>
    public string Type { get; }

    /// <summary>Whether it was not even sent, because the platform has not been answering.</summary>
    public bool WasNotSent { get; private init; }

    /// <summary>How long the platform asked to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The retry table: 429, server errors, and no complete answer. Every other answer would be the same the next time.</summary>
    public bool IsTransient => Status is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>Whether the request may have been carried out all the same. A 429 is given before anything is done.</summary>
    public bool MayHaveHappened => !WasNotSent && (Status is null or >= HttpStatusCode.InternalServerError);

    public static ApifyException Refused(HttpMethod method, string path, HttpStatusCode status, ErrorEnvelope.Body? error, TimeSpan? retryAfter) =>
        new($"{method} {path}: {(int)status} {error?.Type} {error?.Message}".TrimEnd(), status, error?.Type ?? "", retryAfter, inner: null);

    public static ApifyException Unanswered(HttpMethod method, string path, string why, Exception inner) =>
        new($"{method} {path}: {why}", status: null, type: "", retryAfter: null, inner);

    public static ApifyException NotSent(HttpMethod method, string path, Exception inner) =>
        new($"{method} {path}: not sent, because the platform has not been answering", status: null, type: "", retryAfter: null, inner) { WasNotSent = true };
}
