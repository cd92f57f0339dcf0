using CreatorAnalytics.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Accounts;

/// <summary>What Accounts puts into the application.</summary>
public static class AccountsRoom
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        AddOptions(services);
        AddIdentity(services);

        services.AddSingleton<AccessChanges>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<AuditQueries>();
        services.AddSingleton<AuditTrail>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditTrail>());
        services.AddSingleton<EmailOutbox>();
        services.AddSingleton<PasswordResets>();
        services.AddSingleton<SignUps>();
        services.AddSingleton<EmailDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<EmailDispatcher>());
        services.AddSingleton<Members>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<StreamTickets>();
        services.AddSingleton<ApiKeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUse>());
        services.AddSingleton<Sessions>();
        services.AddSingleton<SessionUse>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionUse>());
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<DemoAccount>();
        services.AddScoped<CurrentCaller>();
        services.AddScoped<CurrentOperator>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<OwnAccount>();
        services.AddSingleton<AccountDeletion>();
        services.AddScoped<TeamRegistration>();
        services.AddSingleton<IStartupTask, Bootstrap>();
        services.AddSingleton<IWarmUp, ApiKeyAuthentication.WarmUp>();
    }

    public static void MapAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        SignOutEndpoint.Map(app);
        TeamSwitchEndpoint.Map(app);
        AuditExport.Map(app);
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<AccountsOptions>()
            .BindConfiguration(AccountsOptions.Section)
            .PostConfigure<IHostEnvironment>((options, environment) =>
                options.Registration ??= environment.IsDevelopment() ? RegistrationMode.Open : RegistrationMode.Invitation)
            .Validate(options => options.SignInBurst >= 1, "Accounts:SignInBurst must be 1 or more.")
            .Validate(options => options.SignInsPerMinute >= 1, "Accounts:SignInsPerMinute must be 1 or more.")
            .ValidateOnStart();
        services.AddCheckedOptions<EmailOptions>(EmailOptions.Section, options => options.Problems());
        services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BootstrapOptions>, BootstrapValidation>());
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<AppUser>(identity =>
            {
                identity.User.RequireUniqueEmail = true;

                // The e-mail address is the user name; EmailAddress says what one may look like.
                identity.User.AllowedUserNameCharacters = string.Empty;
                PasswordRules.Apply(identity.Password);
                identity.Lockout.MaxFailedAccessAttempts = PasswordSignIn.TriesBeforeLockout;
                identity.Lockout.DefaultLockoutTimeSpan = PasswordSignIn.Lockout;
            })
            .AddEntityFrameworkStores<AppDbContext>()
            .AddSignInManager()
            .AddTokenProvider<AuthenticatorTokenProvider<AppUser>>(TokenOptions.DefaultAuthenticatorProvider);
        // Identity has one for each request; it holds nothing.
        services.AddSingleton<IPasswordHasher<AppUser>, PasswordHasher<AppUser>>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiAccess.Scheme, displayName: null, configureOptions: null)
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(SignInCookie.Configure);
        services.AddScoped<ISecurityStampValidator, SessionValidator>();
        services.Configure<SecurityStampValidatorOptions>(SignInCookie.Configure);
        services.AddAuthorization(ApiAccess.AddPolicies);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitAuthentication>();
        services.AddDataProtection().SetApplicationName("CreatorAnalytics").PersistKeysToDbContext<AppDbContext>();
        services.AddRateLimiter(limiter => limiter.AddPolicy<string, SignInRateLimit>(SignInRateLimit.Policy));
    }

    private sealed class BootstrapValidation : IValidateOptions<BootstrapOptions>
    {
        public ValidateOptionsResult Validate(string? name, BootstrapOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
