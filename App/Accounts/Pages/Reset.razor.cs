using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>What the link of a forgotten password opens.</summary>
public sealed partial class Reset
{
    private bool _isGood;
    private bool _isDone;
    private string? _problem;

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    [SupplyParameterFromQuery(Name = AccountUrls.LinkParameter)]
    public string? Link { get; set; }

    [SupplyParameterFromForm]
    public Form? Input { get; set; }

    [Inject]
    public required PasswordResets Resets { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        _isGood = await Resets.IsGoodAsync(Link, HttpContext.RequestAborted);
    }

    private async Task ResetAsync()
    {
        _problem = await Resets.UseAsync(Link, Input!.Password, HttpContext.RequestAborted);
        _isDone = _problem is null;
        _isGood = _problem != PasswordResets.NoSuchLink;
        Input = new Form();
    }

    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        public string Password { get; set; } = "";
    }
}
