using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>The second step of signing in: the code of the authenticator app, or a recovery code.</summary>
public sealed partial class SecondStep
{
    private bool _refused;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm]
    public Form? Input { get; set; }

    [Inject]
    public required PasswordSignIn Passwords { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        if (!await Passwords.IsWaitingForCodeAsync())
            Navigation.NavigateTo(AccountUrls.SignIn(ReturnUrl));
    }

    private async Task SignInAsync()
    {
        if (await Passwords.TryCodeAsync(Input!.Code))
            Navigation.NavigateTo(AccountUrls.LocalOrHome(ReturnUrl));
        else
            _refused = true;
    }

    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        [Required(ErrorMessage = "Enter the code.")]
        [StringLength(40, ErrorMessage = "A code is shorter than that.")]
        public string Code { get; set; } = "";
    }
}
