using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Accounts.Pages;

/// <summary>One's own password, second step, sessions and account. Plain forms, since each change renews the cookie.</summary>
public sealed partial class AccountPage
{
    private AccountState? _state;
    private IReadOnlyList<SessionRow> _sessions = [];
    private IReadOnlyList<string>? _recoveryCodes;
    private string? _problem;
    private string? _done;

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "password")]
    public PasswordForm? Password { get; set; }

    [SupplyParameterFromForm(FormName = "second-step-on")]
    public CodeForm? Confirmation { get; set; }

    [SupplyParameterFromForm(FormName = "second-step-change")]
    public SecondStepForm? SecondStepChange { get; set; }

    [SupplyParameterFromForm(FormName = "end-session")]
    public EndingForm? Ending { get; set; }

    [SupplyParameterFromForm(FormName = "delete")]
    public DeletionForm? Deletion { get; set; }

    [Inject]
    public required OwnAccount Account { get; init; }

    [Inject]
    public required Sessions Sessions { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Password ??= new PasswordForm();
        Confirmation ??= new CodeForm();
        SecondStepChange ??= new SecondStepForm();
        Ending ??= new EndingForm();
        Deletion ??= new DeletionForm();
        await LoadAsync();
        if (_state is null)
            Navigation.NavigateTo(AccountUrls.SignInPath);
    }

    private async Task LoadAsync()
    {
        _state = await Account.FindAsync(HttpContext.User);
        _sessions = await Sessions.ListAsync(HttpContext.User, HttpContext.RequestAborted);
    }

    private async Task ChangePasswordAsync()
    {
        _problem = await Account.ChangePasswordAsync(HttpContext.User, Password!.Current, Password.Next);
        _done = _problem is null ? "Your password is changed. Other browsers are signed out within seconds." : null;
        Password = new PasswordForm();
        await LoadAsync();
    }

    private async Task StartSecondStepAsync()
    {
        await Account.StartSecondStepAsync(HttpContext.User);
        await LoadAsync();
    }

    private async Task TurnOnAsync()
    {
        _recoveryCodes = await Account.TurnOnAsync(HttpContext.User, Confirmation!.Code);
        if (_recoveryCodes is null)
            _problem = "That code does not fit. Codes hold for half a minute: enter the one that the app shows now.";
        else
            _done = "Two-step sign-in is on.";
        Confirmation = new CodeForm();
        await LoadAsync();
    }

    private async Task ChangeSecondStepAsync()
    {
        if (SecondStepChange!.TurnOff)
            _done = await Account.TurnOffAsync(HttpContext.User, SecondStepChange.Password) ? "Two-step sign-in is off." : null;
        else if ((_recoveryCodes = await Account.RenewRecoveryCodesAsync(HttpContext.User, SecondStepChange.Password)) is not null)
            _done = "Your old recovery codes no longer work.";
        _problem = _done is null ? OwnAccount.WrongPassword : null;
        SecondStepChange = new SecondStepForm();
        await LoadAsync();
    }

    private async Task EndSessionAsync()
    {
        var browser = await Sessions.EndAsync(HttpContext.User, Ending!.Id, HttpContext.RequestAborted);
        if (browser is null)
            _problem = "That browser was signed out before.";
        else
            _done = $"{browser} is signed out within seconds.";
        await LoadAsync();
    }

    private async Task SignOutElsewhereAsync()
    {
        await Sessions.EndOthersAsync(HttpContext.User, HttpContext.RequestAborted);
        _done = "You are signed out everywhere else within seconds.";
        await LoadAsync();
    }

    private async Task DeleteAsync()
    {
        _problem = await Account.DeleteAsync(HttpContext.User, Deletion!.Password, HttpContext.RequestAborted);
        Deletion = new DeletionForm();
        if (_problem is null)
            Navigation.NavigateTo(AccountUrls.SignInPath);
    }

    /// <summary>The old and the new password.</summary>
    public sealed class PasswordForm
    {
        public string Current { get; set; } = "";

        public string Next { get; set; } = "";
    }

    /// <summary>A code of the authenticator app.</summary>
    public sealed class CodeForm
    {
        public string Code { get; set; } = "";
    }

    /// <summary>What to do about the second step that is on.</summary>
    public sealed class SecondStepForm
    {
        public string Password { get; set; } = "";

        /// <summary>Else the recovery codes are renewed.</summary>
        public bool TurnOff { get; set; }
    }

    /// <summary>Which session to end.</summary>
    public sealed class EndingForm
    {
        public Guid Id { get; set; }
    }

    /// <summary>The password, for the last time.</summary>
    public sealed class DeletionForm
    {
        public string Password { get; set; } = "";
    }
}
