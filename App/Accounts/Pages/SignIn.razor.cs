using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>The sign-in page. It is a plain form, since only an answer to a request can set the cookie.</summary>
public sealed partial class SignIn
{
    private bool _refused;
    private bool _offersDemo;

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    /// <summary>Whether to fill in the demo account.</summary>
    [SupplyParameterFromQuery]
    public bool Demo { get; set; }

    [SupplyParameterFromForm]
    public Form? Input { get; set; }

    [Inject]
    public required PasswordSignIn Passwords { get; init; }

    [Inject]
    public required DemoAccount DemoAccount { get; init; }

    [Inject]
    public required IOptions<AccountsOptions> Options { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (HttpMethods.IsGet(HttpContext.Request.Method) && HttpContext.User.Identity is { IsAuthenticated: true })
        {
            Navigation.NavigateTo(AccountUrls.LocalOrHome(ReturnUrl));
            return;
        }

        _offersDemo = await DemoAccount.ExistsAsync(HttpContext.RequestAborted);
        Input ??= _offersDemo && Demo ? new Form { Email = DemoAccount.Email, Password = DemoAccount.Password } : new Form();
    }

    private async Task SignInAsync()
    {
        switch (await Passwords.TryAsync(Input!.Email.Trim(), Input.Password))
        {
            case SignInOutcome.SignedIn:
                Navigation.NavigateTo(AccountUrls.LocalOrHome(ReturnUrl));
                break;
            case SignInOutcome.NeedsCode:
                Navigation.NavigateTo(AccountUrls.SecondStep(ReturnUrl));
                break;
            case SignInOutcome.Refused:
                _refused = true;
                break;
        }
    }

    /// <summary>What is typed.</summary>
    public sealed class Form
    {
        [Required(ErrorMessage = "Enter your e-mail address.")]
        public string Email { get; set; } = "";

        [Required(ErrorMessage = "Enter your password.")]
        public string Password { get; set; } = "";
    }
}
