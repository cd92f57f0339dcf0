using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Accounts;

/// <summary>A team to make, with the user who will own it.</summary>
/// <param name="OpeningCredits">Exactly so many credits; null for the configured starting grant.</param>
/// <param name="ApiKey">A key that somebody chose, to be given every scope; null for none.</param>
/// <param name="IsOperator">Whether the owner also runs the installation.</param>
public sealed record NewTeam(
    string TeamName, string Email, string Password, long? OpeningCredits = null, string? ApiKey = null, bool IsOperator = false);

/// <summary>How the making of a team ended.</summary>
public abstract record TeamCreation
{
    private TeamCreation()
    {
    }

    public sealed record Created(Guid TeamId, Guid UserId) : TeamCreation;

    /// <param name="Problems">Sentences for whoever asked, all of them at once.</param>
    public sealed record Refused(IReadOnlyList<string> Problems) : TeamCreation;
}

/// <summary>Makes a user and their team: one transaction holds both, the membership, the key and whatever higher rooms add.</summary>
public sealed class TeamRegistration(
    Database database, IEnumerable<ITeamOpening> openings, IPasswordHasher<AppUser> passwords, IServiceProvider services, TimeProvider time)
{
    public async Task<TeamCreation> CreateAsync(NewTeam wanted, CancellationToken cancellationToken)
    {
        if (Problems(wanted) is { Count: > 0 } problems)
            return new TeamCreation.Refused(problems);

        var owner = OwnerOf(wanted);
        try
        {
            return await database.WriteAsync((db, token) => AddAsync(db, wanted, owner, token), cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Somebody took the address or the key between our look and our insert; only the unique index saw both.
            if (await TakenAsync(wanted, owner, cancellationToken) is { Count: > 0 } taken)
                return new TeamCreation.Refused(taken);
            throw;
        }
    }

    /// <summary>The same, for the first team only: null when there is a user already, which is checked in the same transaction.</summary>
    public async Task<TeamCreation?> CreateFirstAsync(NewTeam wanted, CancellationToken cancellationToken)
    {
        if (Problems(wanted) is { Count: > 0 } problems)
            return new TeamCreation.Refused(problems);

        var owner = OwnerOf(wanted);
        return await database.WriteAsync<TeamCreation?>(
            async (db, token) => await db.Set<AppUser>().AnyAsync(token) ? null : await AddAsync(db, wanted, owner, token),
            cancellationToken);
    }

    /// <summary>
    /// Makes a user who joins the team that an invitation offers, in one transaction with the use of the invitation. The problems, all of
    /// them; none when it is done.
    /// </summary>
    public async Task<IReadOnlyList<string>> JoinAsync(string? invitation, string email, string password, CancellationToken cancellationToken)
    {
        // A team's name is not asked for here, so any that is valid will do.
        var wanted = new NewTeam("Team", email, password);
        if (Problems(wanted) is { Count: > 0 } problems)
            return problems;
        var user = OwnerOf(wanted);
        try
        {
            return await database.WriteAsync<IReadOnlyList<string>>(
                async (db, token) =>
                {
                    if (await TakenAsync(db, wanted, user, token) is { Count: > 0 } taken)
                        return taken;
                    if (await Invitations.TakeAsync(db, invitation, user.CreatedAt, token) is not { } accepted)
                        return ["This invitation was used, withdrawn or has ended. Ask for a new one."];
                    user.ActiveTeamId = accepted.TeamId;
                    var created = await UsersOf(db).CreateAsync(user);
                    if (!created.Succeeded)
                        throw new InvalidOperationException(string.Join(' ', created.Errors.Select(error => error.Description)));
                    accepted.AddMember(db, user.Id, user.CreatedAt);
                    return [];
                },
                cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Somebody took the address between our look and our insert; only the unique index saw both.
            if (await TakenAsync(wanted, user, cancellationToken) is { Count: > 0 } taken)
                return taken;
            throw;
        }
    }

    private static List<string> Problems(NewTeam wanted)
    {
        List<string> problems = [];
        if (!EmailAddress.IsValid(wanted.Email))
            problems.Add(EmailAddress.Problem);
        if (PasswordRules.ProblemWith(wanted.Password) is { } passwordProblem)
            problems.Add(passwordProblem);
        if (TeamNames.ProblemWith(wanted.TeamName) is { } nameProblem)
            problems.Add(nameProblem);
        if (wanted.ApiKey is not null && ApiKeySecret.ProblemWith(wanted.ApiKey) is { } keyProblem)
            problems.Add(keyProblem);
        if (wanted.OpeningCredits < 0)
            problems.Add("A team starts with 0 credits or more.");
        return problems;
    }

    /// <summary>Hashing takes tens of milliseconds, so it is done before the transaction and not inside.</summary>
    private AppUser OwnerOf(NewTeam wanted)
    {
        var now = time.GetUtcNow();
        var owner = new AppUser
        {
            Id = Guid.CreateVersion7(now),
            UserName = wanted.Email,
            Email = wanted.Email,
            ActiveTeamId = Guid.CreateVersion7(now),
            IsOperator = wanted.IsOperator,
            CreatedAt = now,
        };
        owner.PasswordHash = passwords.HashPassword(owner, wanted.Password);
        return owner;
    }

    private async Task<TeamCreation> AddAsync(AppDbContext db, NewTeam wanted, AppUser owner, CancellationToken cancellationToken)
    {
        if (await TakenAsync(db, wanted, owner, cancellationToken) is { Count: > 0 } taken)
            return new TeamCreation.Refused(taken);

        var created = await UsersOf(db).CreateAsync(owner);
        if (!created.Succeeded)
            return new TeamCreation.Refused([.. created.Errors.Select(error => error.Description)]);

        var team = new Team { Id = owner.ActiveTeamId, Name = wanted.TeamName.Trim(), CreatedAt = owner.CreatedAt };
        db.Add(team);
        db.Add(new Membership { TeamId = team.Id, UserId = owner.Id, Role = TeamRole.Owner, JoinedAt = owner.CreatedAt });
        if (wanted.ApiKey is { } key)
            db.Add(ApiKeys.New(team.Id, owner.Id, "First key", key, ApiKeyScopes.All, owner.CreatedAt, expiresAt: null));
        foreach (var opening in openings)
            await opening.OpenAsync(db, team, wanted.OpeningCredits, cancellationToken);
        return new TeamCreation.Created(team.Id, owner.Id);
    }

    private Task<List<string>> TakenAsync(NewTeam wanted, AppUser owner, CancellationToken cancellationToken) =>
        database.ReadAsync(db => TakenAsync(db, wanted, owner, cancellationToken), cancellationToken);

    private async Task<List<string>> TakenAsync(AppDbContext db, NewTeam wanted, AppUser owner, CancellationToken cancellationToken)
    {
        List<string> taken = [];
        if (await UsersOf(db).FindByEmailAsync(wanted.Email) is { } other && other.Id != owner.Id)
            taken.Add("There is an account with this e-mail address already. Sign in instead.");
        if (wanted.ApiKey is { } key)
        {
            var hash = ApiKeySecret.Hash(key);
            if (await db.Set<ApiKey>().AnyAsync(k => k.KeyHash == hash, cancellationToken))
                taken.Add("This API key is in use already. Choose another.");
        }

        return taken;
    }

    /// <summary>Identity's own manager, working inside our transaction instead of on a context of its own.</summary>
    private UserManager<AppUser> UsersOf(AppDbContext db) =>
        ActivatorUtilities.CreateInstance<UserManager<AppUser>>(services, new UserOnlyStore<AppUser, AppDbContext, Guid>(db));
}
