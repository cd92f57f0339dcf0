using System.ComponentModel;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/creators: the creators that the team has looked up, and their reports.</summary>
internal static class CreatorEndpoints
{
    private const string NoSuchReport = "Your team has no such report. Search for the creator first.";

    public static void Map(RouteGroupBuilder api)
    {
        var creators = api.MapGroup("/creators").WithTags("Creators").RequireAuthorization(ApiAccess.ReadPolicy);
        creators.MapGet("/", ListAsync)
            .WithName("listCreators")
            .WithSummary("List the team's creators")
            .WithDescription("Those that the team has looked up, last looked up first.")
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        creators.MapGet("/{username}", ReportAsync)
            .WithName("getCreator")
            .WithSummary("Get a creator's report")
            .HasETag()
            .Produces<Report>()
            .WithDescription("The newest version that the team may see, which are those it paid for. Costs nothing.")
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode)
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        creators.MapGet("/{username}/history", HistoryAsync)
            .WithName("getCreatorHistory")
            .WithSummary("List the versions of a creator's report")
            .WithDescription("Those that the team may see, newest first.")
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        api.MapGet("/comparisons", CompareAsync)
            .WithTags("Creators")
            .WithName("compareCreators")
            .WithSummary("Put creators side by side")
            .WithDescription("The newest report of each that the team may see, and how many of the commenters seen two of them share. Costs nothing.")
            .RequireAuthorization(ApiAccess.ReadPolicy)
            .Refuses(
                StatusCodes.Status400BadRequest,
                Problems.NoCreators, Problems.TooManyCreators, Problems.InvalidUsernames, Problems.InvalidRequestCode);
    }

    private static async Task<Results<Ok<Page<LibraryCreator>>, ProblemHttpResult>> ListAsync(
        [AsParameters] LibraryFilter filter,
        [Description(Paging.LimitWords)] int? limit,
        [Description(Paging.CursorWords)] string? cursor,
        ApiCaller api,
        TeamLibrary library,
        CancellationToken cancellationToken)
    {
        if (Paging.Problem(limit) is { } problem)
            return problem;
        if (!Paging.TryReadCursor<long>(cursor, out var after))
            return Paging.UnknownCursor();
        var page = await library.ListForTeamAsync(api.Caller, filter.Query, limit ?? Paging.DefaultLimit, after, cancellationToken);
        return TypedResults.Ok(new Page<LibraryCreator>([.. page.Rows.Select(row => row.Creator)], page.Next?.ToString()));
    }

    private static async Task<Results<Ok<RawJson>, ProblemHttpResult>> ReportAsync(
        [Description("The creator's username, now or formerly.")] string username,
        [Description("1, 2, 3 …; the newest if left out.")] int? version,
        [Description(ReportFields.Words)] string? fields,
        ApiCaller api,
        ReportStore reports,
        AuditTrail trail,
        TeamLibrary library,
        CancellationToken cancellationToken)
    {
        if (!ReportFields.TryRead(fields, out var wanted))
            return ReportFields.Unknown();
        if (await reports.FindForTeamAsync(api.Caller, username, version, cancellationToken) is not { } report)
            return Problems.NotFound(await NoReportAsync(api.Caller, username, version, library, cancellationToken));
        trail.NoteOpened(api.Caller, report.Username);
        return TypedResults.Ok(wanted.Of(ReportJson.Write(report)));
    }

    /// <summary>Why there is no report, and what to do.</summary>
    private static async Task<string> NoReportAsync(
        Caller caller, string username, int? version, TeamLibrary library, CancellationToken cancellationToken) =>
        await library.FindForTeamAsync(caller, username, cancellationToken) switch
        {
            { Private: true } => "The account was private when it was looked up, so there is a profile, in /api/v1/creators, and no report. Search again once it is public.",
            not null when version is not null => "Your team has no such version of the report; /history lists those it has.",
            _ => NoSuchReport,
        };

    private static async Task<Results<Ok<Page<ReportVersion>>, ProblemHttpResult>> HistoryAsync(
        [Description("The creator's username, now or formerly.")] string username,
        ApiCaller api,
        ReportStore reports,
        CancellationToken cancellationToken)
    {
        var versions = await reports.VersionsForTeamAsync(api.Caller, username, cancellationToken);
        return versions.Count == 0
            ? Problems.NotFound(NoSuchReport)
            : TypedResults.Ok(new Page<ReportVersion>([.. versions.Select(v => new ReportVersion(v.Version, v.AnalysedAt))], NextCursor: null));
    }

    private static async Task<Results<Ok<Comparison>, ProblemHttpResult>> CompareAsync(
        [Description("Usernames with commas between, at most fifteen.")] string? usernames,
        [Description(ReportFields.Words)] string? fields,
        ApiCaller api,
        Comparisons comparisons,
        CancellationToken cancellationToken)
    {
        if (!ReportFields.TryRead(fields, out var wanted))
            return ReportFields.Unknown();
        var parsed = UsernameParser.Parse([usernames ?? ""]);
        if (parsed.Invalid.Count > 0)
            return Problems.Of(new SubmissionResult.InvalidUsernames(parsed.Invalid));
        if (parsed.Usernames.Count == 0)
            return Problems.Of(new SubmissionResult.NoCreators());
        if (parsed.Usernames.Count > Comparisons.Most)
            return Problems.Of(new SubmissionResult.TooManyCreators(parsed.Usernames.Count, Comparisons.Most));
        var compared = await comparisons.CompareAsync(api.Caller, parsed.Usernames, cancellationToken);
        return TypedResults.Ok(new Comparison(
            [.. compared.Reports.Select(report => new ResultReport(report.Username, wanted.Of(ReportJson.Write(report))))],
            compared.Missing,
            compared.Overlaps));
    }

    /// <summary>Creators side by side.</summary>
    /// <param name="Missing">Usernames of which the team has no report.</param>
    internal sealed record Comparison(
        IReadOnlyList<ResultReport> Reports, IReadOnlyList<string> Missing, IReadOnlyList<CommenterOverlap> Overlaps);

    /// <summary>A version of a report, to be had with <c>?version=</c>.</summary>
    internal sealed record ReportVersion(int Version, DateTimeOffset AnalysedAt);
}

/// <summary>Which of the team's creators are wanted.</summary>
internal sealed record LibraryFilter(
    [property: Description("Part of a username or name; all creators if left out.")] string? Search,
    [property: Description("Only creators with so many followers or more.")] long? MinFollowers,
    [property: Description("Only creators with so many followers or fewer.")] long? MaxFollowers,
    [property: Description("true for verified accounts only.")] bool? Verified)
{
    public LibraryQuery Query => new() { Search = Search, MinFollowers = MinFollowers, MaxFollowers = MaxFollowers, VerifiedOnly = Verified is true };
}
