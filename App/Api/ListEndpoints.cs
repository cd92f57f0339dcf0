using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Creators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/lists: the team's lists of creators.</summary>
internal static class ListEndpoints
{
    internal const string NoSuchList = "Your team has no list of this id.";
    private const string NotOnList = "No creator of this name is on such a list of your team.";

    public static void Map(RouteGroupBuilder api)
    {
        var lists = api.MapGroup("/lists").WithTags("Lists");
        lists.MapGet("/", AllAsync)
            .WithName("listLists")
            .WithSummary("List the team's lists")
            .WithDescription("By name. Every member sees and edits them.")
            .RequireAuthorization(ApiAccess.ReadPolicy);
        lists.MapPost("/", CreateAsync)
            .WithName("createList")
            .WithSummary("Make a list")
            .WithDescription("Its name must be new in the team.")
            .RequireAuthorization(ApiAccess.AdminPolicy)
            .TakesIdempotencyKey()
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidList, Problems.InvalidRequestCode);

        var list = lists.MapGroup("/{listId:guid}").Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        list.MapGet("/", FindAsync)
            .WithName("getList")
            .WithSummary("Get a list")
            .WithDescription("Its name, its note and how many creators are on it.")
            .RequireAuthorization(ApiAccess.ReadPolicy);
        list.MapPatch("/", ChangeAsync)
            .WithName("changeList")
            .WithSummary("Change a list's name or note")
            .WithDescription("What is left out stays as it is.")
            .RequireAuthorization(ApiAccess.AdminPolicy)
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidList, Problems.InvalidRequestCode);
        list.MapDelete("/", DeleteAsync)
            .WithName("deleteList")
            .WithSummary("Delete a list")
            .WithDescription("Its creators and their reports stay.")
            .RequireAuthorization(ApiAccess.AdminPolicy);
        list.MapGet("/creators", CreatorsAsync)
            .WithName("listListCreators")
            .WithSummary("List the creators of a list")
            .WithDescription("With the status and note that the team gave each; last looked up first.")
            .RequireAuthorization(ApiAccess.ReadPolicy)
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        list.MapPost("/creators", AddAsync)
            .WithName("addListCreators")
            .WithSummary("Put creators on a list")
            .WithDescription("Those that the team has looked up; others are named in unknown. Those on it already stay as they are.")
            .RequireAuthorization(ApiAccess.AdminPolicy)
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.NoCreators, Problems.InvalidRequestCode);
        list.MapPut("/creators/{username}", SetAsync)
            .WithName("setListCreator")
            .WithSummary("Say how far you are with a creator of a list")
            .WithDescription("Both status and note are replaced.")
            .RequireAuthorization(ApiAccess.AdminPolicy)
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        list.MapDelete("/creators/{username}", RemoveAsync)
            .WithName("removeListCreator")
            .WithSummary("Take a creator off a list")
            .WithDescription("The creator and its reports stay in the library.")
            .RequireAuthorization(ApiAccess.AdminPolicy);
        ListRefreshEndpoints.Map(list);
    }

    private static async Task<Ok<Page<ListSummary>>> AllAsync(ApiCaller api, CreatorLists lists, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<ListSummary>(await lists.AllAsync(api.Caller, cancellationToken), NextCursor: null));

    private static async Task<Results<Created<ListSummary>, ProblemHttpResult>> CreateAsync(
        JsonBody<CreateListRequest> body, ApiCaller api, NewId newId, CreatorLists lists, CancellationToken cancellationToken) =>
        await lists.CreateAsync(api.Caller, body.Value.Name ?? "", body.Value.Note, cancellationToken, newId.Value) switch
        {
            ListChange.Done { List: var list } => TypedResults.Created($"/api/v1/lists/{list.Id}", list),
            ListChange.Refused refused => Problems.ListRefused(refused.Problem),
            _ => Problems.NotFound(NoSuchList),
        };

    private static async Task<Results<Ok<ListSummary>, ProblemHttpResult>> FindAsync(
        Guid listId, ApiCaller api, CreatorLists lists, CancellationToken cancellationToken) =>
        await lists.FindAsync(api.Caller, listId, cancellationToken) is { } list ? TypedResults.Ok(list) : Problems.NotFound(NoSuchList);

    private static async Task<Results<Ok<ListSummary>, ProblemHttpResult>> ChangeAsync(
        Guid listId, JsonBody<ChangeListRequest> body, ApiCaller api, CreatorLists lists, CancellationToken cancellationToken)
    {
        if (await lists.FindAsync(api.Caller, listId, cancellationToken) is not { } list)
            return Problems.NotFound(NoSuchList);
        var (name, note) = (body.Value.Name ?? list.Name, body.Value.Note ?? list.Note);
        return await lists.RenameAsync(api.Caller, listId, name, note, cancellationToken) switch
        {
            ListChange.Done done => TypedResults.Ok(done.List),
            ListChange.Refused refused => Problems.ListRefused(refused.Problem),
            _ => Problems.NotFound(NoSuchList),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid listId, ApiCaller api, CreatorLists lists, CancellationToken cancellationToken) =>
        await lists.DeleteAsync(api.Caller, listId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound(NoSuchList);

    private static async Task<Results<Ok<Page<ListedCreator>>, ProblemHttpResult>> CreatorsAsync(
        Guid listId,
        [AsParameters] LibraryFilter filter,
        [Description(Paging.LimitWords)] int? limit,
        [Description(Paging.CursorWords)] string? cursor,
        ApiCaller api,
        CreatorLists lists,
        TeamLibrary library,
        CancellationToken cancellationToken)
    {
        if (Paging.Problem(limit) is { } problem)
            return problem;
        if (!Paging.TryReadCursor<long>(cursor, out var after))
            return Paging.UnknownCursor();
        if (await lists.FindAsync(api.Caller, listId, cancellationToken) is null)
            return Problems.NotFound(NoSuchList);
        var query = filter.Query with { ListId = listId };
        var page = await library.ListForTeamAsync(api.Caller, query, limit ?? Paging.DefaultLimit, after, cancellationToken);
        return TypedResults.Ok(new Page<ListedCreator>(
            [.. page.Rows.SelectMany(ListedCreator.Of)], page.Next?.ToString()));
    }

    private static async Task<Results<Ok<ListAddition>, ProblemHttpResult>> AddAsync(
        Guid listId, JsonBody<AddListCreatorsRequest> body, ApiCaller api, CreatorLists lists, CancellationToken cancellationToken)
    {
        var usernames = CreatorAnalytics.Jobs.UsernameParser.Parse(body.Value.Usernames?.Texts ?? []).Usernames;
        if (usernames.Count == 0)
            return Problems.Of(new CreatorAnalytics.Jobs.SubmissionResult.NoCreators());
        return await lists.AddAsync(api.Caller, listId, [.. usernames], cancellationToken) is { } added
            ? TypedResults.Ok(added)
            : Problems.NotFound(NoSuchList);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        Guid listId, string username, JsonBody<SetListCreatorRequest> body, ApiCaller api, CreatorLists lists, TeamLibrary library, CancellationToken cancellationToken)
    {
        if (body.Value.Status is not { } status)
            return Problems.InvalidRequest("'status' is missing: considered, shortlisted, contacted, agreed or declined.");
        return await library.FindForTeamAsync(api.Caller, username, cancellationToken) is { } creator
            && await lists.SetEntryAsync(api.Caller, listId, creator.Id, status, body.Value.Note, cancellationToken)
                ? TypedResults.NoContent()
                : Problems.NotFound(NotOnList);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid listId, string username, ApiCaller api, CreatorLists lists, TeamLibrary library, CancellationToken cancellationToken) =>
        await library.FindForTeamAsync(api.Caller, username, cancellationToken) is { } creator
        && await lists.RemoveAsync(api.Caller, listId, creator.Id, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound(NotOnList);
}

/// <summary>A creator of a list, with how far the team has come with it.</summary>
internal sealed record ListedCreator(LibraryCreator Creator, ListStatus Status, string Note)
{
    /// <summary>Nobody when the creator was taken off the list just now.</summary>
    public static IEnumerable<ListedCreator> Of(LibraryRow row) =>
        row.Entry is { } entry ? [new ListedCreator(row.Creator, entry.Status, entry.Note)] : [];
}

/// <summary>A new list.</summary>
internal sealed record CreateListRequest
{
    [Required]
    [Description("1 to 80 characters, new in the team.")]
    public string? Name { get; init; }

    [Description("What the list is for, at most 500 characters.")]
    public string? Note { get; init; }
}

/// <summary>Changes of a list.</summary>
internal sealed record ChangeListRequest
{
    [Description("1 to 80 characters, new in the team.")]
    public string? Name { get; init; }

    [Description("What the list is for, at most 500 characters.")]
    public string? Note { get; init; }
}

/// <summary>Creators to put on a list.</summary>
internal sealed record AddListCreatorsRequest
{
    [Required]
    [Description("Usernames, @names or profile addresses: an array of texts, or one text with commas, lines or spaces between them.")]
    public UsernameList? Usernames { get; init; }
}

/// <summary>How far the team has come with a creator.</summary>
internal sealed record SetListCreatorRequest
{
    [Required]
    [Description("considered, shortlisted, contacted, agreed or declined.")]
    public ListStatus? Status { get; init; }

    [Description("At most 500 characters; empty if left out.")]
    public string? Note { get; init; }
}
