using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreatorAnalytics.Apify;

/// <summary>How everything of the platform's is read: unknown and missing fields are fine, odd values cost only themselves.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(TolerantString),
        typeof(TolerantLong),
        typeof(TolerantDouble),
        typeof(TolerantBool),
        typeof(TolerantTime),
        typeof(TolerantList<string>),
        typeof(TolerantList<AccountRow>),
        typeof(TolerantList<CommentRow>),
        typeof(TolerantList<ExternalLinkRow>),
        typeof(TolerantList<PostRow>),
    ])]
[JsonSerializable(typeof(ProfileRow))]
[JsonSerializable(typeof(PostRow))]
[JsonSerializable(typeof(CommentRow))]
[JsonSerializable(typeof(AccountRow))]
[JsonSerializable(typeof(ExternalLinkRow))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonElement[]))]
[JsonSerializable(typeof(ErrorEnvelope))]
[JsonSerializable(typeof(Envelope<ActorRun>))]
[JsonSerializable(typeof(Envelope<ActorRunList>))]
[JsonSerializable(typeof(Envelope<AccountLimits>))]
[JsonSerializable(typeof(Envelope<ActorTask>))]
[JsonSerializable(typeof(Envelope<ActorTaskList>))]
[JsonSerializable(typeof(Envelope<DatasetInfo>))]
[JsonSerializable(typeof(NewTask))]
[JsonSerializable(typeof(AdHocWebhook[]))]
[JsonSerializable(typeof(WebhookCall))]
[JsonSerializable(typeof(ProfileRunInput))]
[JsonSerializable(typeof(PostsRunInput))]
internal sealed partial class ApifyJson : JsonSerializerContext;
