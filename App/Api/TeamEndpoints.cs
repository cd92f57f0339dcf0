using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CreatorAnalytics.Api;

/// <summary>/team: who is in it and what they may do.</summary>
internal static class TeamEndpoints
{
    private const string NoSuchMember = "Your team has no such member, or only admins may change them.";

    public static void Map(RouteGroupBuilder api)
    {
        var team = api.MapGroup("/team").WithTags("Team");
        team.MapGet("/", FindAsync)
            .WithName("getTeam")
            .WithSummary("See whose key this is")
            .WithDescription("The key's team, the member who made it and their role.")
            .RequireAuthorization(ApiAccess.ReadPolicy);
        team.MapGet("/members", MembersAsync)
            .WithName("listMembers")
            .WithSummary("List the team's members")
            .WithDescription("With their roles and the credits that each may spend in a month.")
            .RequireAuthorization(ApiAccess.ReadPolicy);

        var member = team.MapGroup("/members/{userId:guid}")
            .RequireAuthorization(ApiAccess.AdminPolicy)
            .Refuses(StatusCodes.Status403Forbidden, Problems.InsufficientScope, Problems.Forbidden)
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
        member.MapPut("/role", SetRoleAsync)
            .WithName("setMemberRole")
            .WithSummary("Give a member another role")
            .WithDescription("Owners may give and take every role. To hand a team over, make somebody else an owner, then yourself an admin or member.")
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode)
            .Refuses(StatusCodes.Status409Conflict, Problems.LastOwner);
        member.MapPut("/limit", SetLimitAsync)
            .WithName("setMemberLimit")
            .WithSummary("Limit what a member may spend in a month")
            .WithDescription("Admins limit members and themselves, owners everybody. Months are those of UTC.")
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidRequestCode);
        member.MapDelete("/limit", LiftLimitAsync)
            .WithName("liftMemberLimit")
            .WithSummary("Lift a member's limit")
            .WithDescription("They may spend what the team has.");
        member.MapDelete("/", RemoveAsync)
            .WithName("removeMember")
            .WithSummary("Remove a member, or leave")
            .WithDescription("Their access ends at once, that of their keys too; what they did stays with the team. With your own userId you leave.")
            .Refuses(StatusCodes.Status409Conflict, Problems.LastOwner);
        MapInvitations(team);
    }

    private static void MapInvitations(RouteGroupBuilder team)
    {
        var invitations = team.MapGroup("/invitations")
            .RequireAuthorization(ApiAccess.AdminPolicy)
            .AddEndpointFilter(AdminsOnly.FilterAsync)
            .Refuses(StatusCodes.Status403Forbidden, Problems.InsufficientScope, Problems.Forbidden);
        invitations.MapGet("/", InvitationsAsync)
            .WithName("listInvitations")
            .WithSummary("List open invitations")
            .WithDescription("Newest first, without their links.");
        invitations.MapPost("/", InviteAsync)
            .WithName("inviteMember")
            .WithSummary("Invite somebody to the team")
            .WithDescription(
                "Admins invite members, owners anybody. The link is in this answer only and works once, for seven days; it is also sent by e-mail "
                + "where a mail server is set.")
            .TakesIdempotencyKey()
            .RefusesUnreadableBodies()
            .Refuses(StatusCodes.Status400BadRequest, Problems.InvalidInvitation, Problems.InvalidRequestCode);
        invitations.MapDelete("/{invitationId:guid}", WithdrawAsync)
            .WithName("withdrawInvitation")
            .WithSummary("Withdraw an invitation")
            .WithDescription("Its link works no more.")
            .Refuses(StatusCodes.Status404NotFound, Problems.NotFoundCode);
    }

    private static async Task<Ok<OwnMembership>> FindAsync(ApiCaller api, Members members, CancellationToken cancellationToken)
    {
        var caller = api.Caller;
        var team = (await members.TeamsOfAsync(caller.UserId, cancellationToken)).Single(team => team.TeamId == caller.TeamId);
        return TypedResults.Ok(new OwnMembership(team.TeamId, team.Name, caller.UserId, team.Role));
    }

    private static async Task<Ok<Page<Member>>> MembersAsync(ApiCaller api, Members members, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<Member>(await members.ListAsync(api.Caller, cancellationToken), NextCursor: null));

    private static async Task<Results<NoContent, ProblemHttpResult>> SetRoleAsync(
        Guid userId, JsonBody<SetRoleRequest> body, ApiCaller api, Members members, CancellationToken cancellationToken) =>
        body.Value.Role is { } role
            ? Answer(api.Caller, await members.SetRoleAsync(api.Caller, userId, role, cancellationToken))
            : Problems.InvalidRequest("'role' is missing: member, admin or owner.");

    private static async Task<Results<NoContent, ProblemHttpResult>> SetLimitAsync(
        Guid userId, JsonBody<SetLimitRequest> body, ApiCaller api, Members members, CancellationToken cancellationToken) =>
        body.Value.Credits is { } credits
            ? Answer(api.Caller, await members.SetLimitAsync(api.Caller, userId, credits, cancellationToken))
            : Problems.InvalidRequest("'credits' is missing: a whole number, 0 or more. DELETE lifts the limit.");

    private static async Task<Results<NoContent, ProblemHttpResult>> LiftLimitAsync(
        Guid userId, ApiCaller api, Members members, CancellationToken cancellationToken) =>
        Answer(api.Caller, await members.SetLimitAsync(api.Caller, userId, credits: null, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid userId, ApiCaller api, Members members, CancellationToken cancellationToken) =>
        Answer(api.Caller, await members.RemoveAsync(api.Caller, userId, cancellationToken));

    private static async Task<Ok<Page<OpenInvitation>>> InvitationsAsync(ApiCaller api, Invitations invitations, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<OpenInvitation>(await invitations.OpenAsync(api.Caller, cancellationToken), NextCursor: null));

    private static async Task<Results<Created<NewInvitation>, ProblemHttpResult>> InviteAsync(
        JsonBody<InviteRequest> body, ApiCaller api, NewId newId, HttpRequest request, Invitations invitations, CancellationToken cancellationToken)
    {
        var role = body.Value.Role ?? TeamRole.Member;
        if (!api.Caller.MayGive(role))
            return Problems.RoleTooLow();
        return await invitations.InviteAsync(api.Caller, body.Value.Email ?? "", role, cancellationToken, newId.Value) switch
        {
            InvitationResult.Invited invited => TypedResults.Created(
                $"/api/v1/team/invitations/{invited.Id}",
                new NewInvitation(invited.Id, $"{request.Scheme}://{request.Host}{AccountUrls.Join(invited.Token)}", invited.ExpiresAt, invited.IsMailed)),
            InvitationResult.Refused refused => Problems.InvitationRefused(refused.Problem),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(
        Guid invitationId, ApiCaller api, Invitations invitations, CancellationToken cancellationToken) =>
        await invitations.RevokeAsync(api.Caller, invitationId, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("Your team has no open invitation of this id.");

    private static Results<NoContent, ProblemHttpResult> Answer(Caller caller, MemberChange change) => change switch
    {
        MemberChange.Done => TypedResults.NoContent(),
        MemberChange.LastOwner => Problems.OnlyOwner(),
        MemberChange.InvalidLimit => Problems.InvalidRequest("'credits' is a whole number, 0 or more."),
        MemberChange.NotAllowed when caller.IsAdmin => Problems.RoleTooLow(),
        _ => Problems.NotFound(NoSuchMember),
    };
}

/// <summary>On whose behalf a key acts.</summary>
/// <param name="UserId">The member who made the key.</param>
/// <param name="Role">What they are in the team at this moment.</param>
internal sealed record OwnMembership(Guid TeamId, string Name, Guid UserId, TeamRole Role);

/// <param name="Link">For whom it is meant. This is the only time it is shown.</param>
/// <param name="IsMailed">Whether it is also on its way by e-mail.</param>
internal sealed record NewInvitation(Guid Id, string Link, DateTimeOffset ExpiresAt, bool IsMailed);

/// <summary>Another role.</summary>
internal sealed record SetRoleRequest
{
    [Required]
    [Description("member, admin or owner.")]
    public TeamRole? Role { get; init; }
}

/// <summary>A limit.</summary>
internal sealed record SetLimitRequest
{
    [Required]
    [Description("The most credits that may be spent and reserved by searches of one month: a whole number, 0 or more.")]
    public long? Credits { get; init; }
}

/// <summary>Somebody to invite.</summary>
internal sealed record InviteRequest
{
    [Required]
    [Description("The e-mail address of whom it is meant for.")]
    public string? Email { get; init; }

    [Description("What they will be: member, admin or owner; member if left out.")]
    public TeamRole? Role { get; init; }
}
