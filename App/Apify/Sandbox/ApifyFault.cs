namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// A request answered with the platform's error envelope. An exception, because the platform answers the same wherever in the
/// handling the fault is found; the server's outermost layer turns it into the answer.
/// </summary>
internal sealed class ApifyFault(int status, string type, string message) : Exception(message)
{
    public int Status => status;

    public string Type => type;

    public static ApifyFault NotFound(string what) => new(404, "record-not-found", $"{what} was not found");

    public static ApifyFault InvalidValue(string message) => new(400, "invalid-value", message);

    public static ApifyFault InvalidInput(string message) => new(400, "invalid-input", $"Input is not valid: {message}");

    public static ApifyFault Validation(string message) => new(400, "schema-validation", message);

    public static ApifyFault JobFinished() => new(403, "job-finished", "Actor job is already finished.");

    public static ApifyFault PageNotFound() =>
        new(404, "page-not-found", "We have bad news: there is no API endpoint at this URL. Did you specify it correctly?");

    public static ApifyFault MethodNotAllowed() => new(405, "method-not-allowed", "This API endpoint cannot be accessed by this method");
}
