using CreatorAnalytics.Accounts;
using CreatorAnalytics.Storage;
using Microsoft.EntityFrameworkCore;

namespace CreatorAnalytics.Operations;

/// <summary><c>key</c>: makes an API key for a member.</summary>
internal sealed class KeyCommand(CommandContext context) : OperatorCommand(context)
{
    protected override string Usage => """
        key --email ADDRESS --name TEXT [--scopes read,search,admin] [--days N]
          Makes an API key for the member of that address, in the team they are active in, and prints it. It is not shown again.
          --scopes   what it may do; read,search if left out
          --days     after how many it ends; never if left out
        """;

    protected override string[] Required => ["email", "name"];

    protected override string[] Optional => ["scopes", "days"];

    internal override void Check(CommandArguments arguments) => arguments.PositiveNumber("days");

    internal override async Task<bool> RunAsync(CommandArguments arguments, IServiceProvider services)
    {
        var scopes = ApiKeyScopes.None;
        foreach (var word in (arguments["scopes"] ?? "read,search").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!char.IsAsciiLetter(word[0]) || !Enum.TryParse<ApiKeyScopes>(word, ignoreCase: true, out var scope))
                return await RefuseAsync($"'{word}' is no scope: use read, search, admin.");
            scopes |= scope;
        }

        var email = arguments["email"]!.ToUpperInvariant();
        var userId = await services.GetRequiredService<Database>().ReadAsync(
            db => db.Set<AppUser>().Where(user => user.NormalizedEmail == email).Select(user => (Guid?)user.Id).SingleOrDefaultAsync(),
            CancellationToken.None);
        if (userId is null || await services.GetRequiredService<CallerResolver>().ForUserAsync(userId.Value, CancellationToken.None) is not { } caller)
            return await RefuseAsync($"No member of a team has the address '{arguments["email"]}'.");
        DateTimeOffset? expiresAt = arguments["days"] is null
            ? null
            : services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(Math.Min(arguments.PositiveNumber("days"), 36_500));
        switch (await services.GetRequiredService<ApiKeys>().CreateAsync(caller, arguments["name"]!, scopes, expiresAt, CancellationToken.None))
        {
            case ApiKeyCreation.Created created:
                await SayAsync(created.Key);
                return true;
            case ApiKeyCreation.Refused refused:
                return await RefuseAsync(refused.Problem);
            default:
                return false;
        }
    }
}
