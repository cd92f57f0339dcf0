using CreatorAnalytics.Jobs;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Operations;

/// <summary><c>verify</c>: audits the books.</summary>
internal sealed class VerifyCommand(CommandContext context) : OperatorCommand(context)
{
    protected override string Usage => """
        verify
          Checks that every wallet is the sum of its ledger, that every creator delivered was charged once and no other at all, that jobs
          count their creators, and that no event is missing. Works beside a running server. Ends with 1 when a rule does not hold.
        """;

    internal override async Task<bool> RunAsync(CommandArguments arguments, IServiceProvider services)
    {
        var broken = await new BooksAudit(services.GetRequiredService<Database>()).FindAsync(CancellationToken.None);
        if (broken.Count == 0)
        {
            await SayAsync("The books are in order.");
            return true;
        }

        foreach (var (rule, offenders) in broken)
            await RefuseAsync($"Does not hold: {rule} Offenders: {string.Join(", ", offenders)}");
        return false;
    }
}
