using CreatorAnalytics.Accounts;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Shell;

/// <summary>Sends an open page whose user is no longer signed in to the sign-in page, which leads back to it.</summary>
public sealed class RedirectToSignIn : ComponentBase
{
    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized() =>
        Navigation.NavigateTo(AccountUrls.SignIn($"/{Navigation.ToBaseRelativePath(Navigation.Uri)}"), forceLoad: true);
}
