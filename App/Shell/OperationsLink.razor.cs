using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>The way to the operator's page, for operators only.</summary>
public sealed partial class OperationsLink
{
    private bool _isOperator;

    [Inject]
    public required CurrentOperator CurrentOperator { get; init; }

    protected override async Task OnInitializedAsync() => _isOperator = await CurrentOperator.GetAsync(CancellationToken.None) is not null;
}
