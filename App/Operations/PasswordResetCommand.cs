using CreatorAnalytics.Accounts;

namespace CreatorAnalytics.Operations;

/// <summary><c>password-reset</c>: a link for somebody who forgot their password.</summary>
internal sealed class PasswordResetCommand(CommandContext context) : OperatorCommand(context)
{
    protected override string Usage => """
        password-reset --email ADDRESS
          Prints a link by which the account of that address chooses a new password, once and within an hour. Without Email:SiteUrl it
          begins with the path; put the address of your installation before it. Hand it over on a way that you trust.
        """;

    protected override string[] Required => ["email"];

    internal override async Task<bool> RunAsync(CommandArguments arguments, IServiceProvider services)
    {
        if (await services.GetRequiredService<PasswordResets>().CreateAsync(arguments["email"]!, CancellationToken.None) is not { } path)
            return await RefuseAsync($"No account has the address '{arguments["email"]}'.");
        await SayAsync(services.GetRequiredService<EmailOutbox>().LinkTo(path));
        return true;
    }
}
