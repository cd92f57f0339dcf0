using System.Text;
using System.Text.Json;
using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CreatorAnalytics.Api;

/// <summary>
/// The OpenAPI document, made once: it says the same until the process ends, and to make it takes a tenth of a second of processor time,
/// the first time more than one, which anybody could ask for again and again.
/// </summary>
internal sealed class KeptDocument : BackgroundService
{
    /// <summary>When the start is over and pages have been served, so that whoever asks first does not wait.</summary>
    private static readonly TimeSpan MakeAfter = TimeSpan.FromSeconds(10);

    /// <summary>Stands where each answer has the address that was asked.</summary>
    private const string Server = "https://server.invalid";

    private readonly Lazy<Task<(OpenApiDocument Document, string Json)>> _made;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;

    public KeptDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider documents, Readiness readiness, TimeProvider time)
    {
        (_readiness, _time) = (readiness, time);
        _made = new(() => MakeAsync(documents));
    }

    public async Task<OpenApiDocument> DocumentAsync() => (await _made.Value).Document;

    /// <param name="server">Where the application is, such as https://creators.example.com.</param>
    public async Task<string> JsonAsync(string server) =>
        (await _made.Value).Json.Replace(Server, JsonEncodedText.Encode(server).ToString(), StringComparison.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _readiness.WaitAsync(stoppingToken);
        await Task.Delay(MakeAfter, _time, stoppingToken);

        // What is wrong with it is said to whoever asks for it.
        await ((Task)_made.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<(OpenApiDocument Document, string Json)> MakeAsync(IOpenApiDocumentProvider documents)
    {
        var document = await documents.GetOpenApiDocumentAsync(CancellationToken.None);
        document.Servers = [new OpenApiServer { Url = Server }];
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return (document, Encoding.UTF8.GetString(json.ToArray()));
    }
}
