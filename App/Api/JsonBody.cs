using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CreatorAnalytics.Api;

/// <summary>A body that may have been unreadable.</summary>
internal interface IJsonBody
{
    /// <summary>Why the request cannot be served; null when the body was read.</summary>
    ProblemHttpResult? Refusal { get; }
}

/// <summary>
/// A request's body, or the problem that says what is wrong with it. The framework's own binding would say no more than 400. No body at
/// all reads as <c>{}</c>, so that what is missing is named.
/// </summary>
internal sealed class JsonBody<T> : IJsonBody, IEndpointParameterMetadataProvider
    where T : class, new()
{
    private const string NotAnObject = "The body must be a JSON object.";

    private readonly T? _value;

    private JsonBody(T value) => _value = value;

    private JsonBody(ProblemHttpResult refusal) => Refusal = refusal;

    public ProblemHttpResult? Refusal { get; }

    /// <summary>What was sent; endpoints only run when it could be read.</summary>
    public T Value => _value ?? throw new InvalidOperationException("The body could not be read.");

    /// <summary>Found by the framework: a parameter of this type is filled from the request.</summary>
    public static async ValueTask<JsonBody<T>> BindAsync(HttpContext http)
    {
        if (IsEmpty(http))
            return new JsonBody<T>(new T());
        if (!IsJsonInUtf8(http.Request.ContentType))
            return new JsonBody<T>(Problems.ForStatus(StatusCodes.Status415UnsupportedMediaType));

        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(http.Request.Body, json, http.RequestAborted);
            return value is null ? new JsonBody<T>(Problems.InvalidRequest(NotAnObject)) : new JsonBody<T>(value);
        }
        catch (JsonException exception)
        {
            return new JsonBody<T>(ProblemOf(exception));
        }
        catch (BadHttpRequestException exception)
        {
            return new JsonBody<T>(Problems.ForStatus(exception.StatusCode));
        }
    }

    /// <summary>Tells routing and the OpenAPI document of the body.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new RequestBody(typeof(T)));

    private static bool IsEmpty(HttpContext http) =>
        http.Request.ContentLength == 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    private static bool IsJsonInUtf8(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static ProblemHttpResult ProblemOf(JsonException exception)
    {
        // What the reader could not read, as against what it read and what then did not fit.
        if (exception.InnerException is JsonException)
            return NotReadable(exception);
        var member = (exception.Path ?? "").TrimStart('$').TrimStart('.').Split('.', '[')[0];
        var property = typeof(T).GetProperties()
            .FirstOrDefault(p => p.Name.Equals(member, StringComparison.OrdinalIgnoreCase));
        if (property?.GetCustomAttribute<DescriptionAttribute>() is not { } wanted)
            return member.Length == 0 ? Problems.InvalidRequest(NotAnObject) : NotReadable(exception);
        if (property.Name == nameof(SearchRequest.Priority))
            return Problems.InvalidPriority();
        return Problems.InvalidRequest($"'{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}' cannot be read. {wanted.Description}");
    }

    private static ProblemHttpResult NotReadable(JsonException exception) =>
        Problems.InvalidRequest($"The body is not readable JSON: look near line {exception.LineNumber + 1}. {NotAnObject}");
}

/// <summary>The body that an endpoint reads, for routing and the OpenAPI document.</summary>
internal sealed record RequestBody(Type Type) : IAcceptsMetadata
{
    public IReadOnlyList<string> ContentTypes { get; } = ["application/json"];

    public Type RequestType => Type;

    /// <summary>To the routing every body is optional: a request without one is told what is missing, by <see cref="JsonBody{T}"/>.</summary>
    public bool IsOptional => true;

    /// <summary>Whether a request without a body is refused.</summary>
    public bool IsNeeded => Type.GetProperties().Any(property => property.IsDefined(typeof(RequiredAttribute)));
}
