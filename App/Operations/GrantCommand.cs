using CreatorAnalytics.Credits;

namespace CreatorAnalytics.Operations;

/// <summary><c>grant</c>: gives credits to a team.</summary>
internal sealed class GrantCommand(CommandContext context) : OperatorCommand(context)
{
    protected override string Usage => """
        grant --team ID --credits N --reason TEXT [--key TEXT]
          Gives credits to a team and prints its new balance.
          --key   what makes this grant one of its kind, such as an invoice's number: granting it again is refused
        """;

    protected override string[] Required => ["team", "credits", "reason"];

    protected override string[] Optional => ["key"];

    internal override void Check(CommandArguments arguments) => arguments.PositiveNumber("credits");

    internal override async Task<bool> RunAsync(CommandArguments arguments, IServiceProvider services)
    {
        var key = arguments["key"] ?? $"{Guid.CreateVersion7()}";
        var order = new CreditOrder(
            Guid.TryParse(arguments["team"], out var teamId) ? teamId : Guid.Empty, arguments.PositiveNumber("credits"), IsTakingBack: false,
            arguments["reason"]!, key);
        if (order.Problem is { } problem)
            return await RefuseAsync(problem);
        switch (await services.GetRequiredService<CreditOrders>().CarryOutAsync(by: null, order, CancellationToken.None))
        {
            case CreditOrderResult.Done { WasBefore: true }:
                return await RefuseAsync($"A grant of the key '{key}' was made before. Nothing was granted.");
            case CreditOrderResult.KeyTaken:
                return await RefuseAsync($"The key '{key}' is that of another grant: of another team, amount or reason. Nothing was granted.");
            case CreditOrderResult.Done done:
                await SayAsync($"{done.Credits.Balance}");
                return true;
            default:
                return await RefuseAsync($"There is no team of the id '{arguments["team"]}'. team-create prints a team's id.");
        }
    }
}
