using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>What the sandbox puts into the application.</summary>
public static class SandboxSetup
{
    /// <summary>Adds <see cref="InProcessSandbox"/>, which says whether the sandbox is on and where.</summary>
    public static void AddSandbox(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SandboxOptions>, SandboxOptionsCheck>();
        services.AddSingleton<SandboxChoice>();
        services.AddSingleton<InProcessSandbox>();
        services.AddHostedService(provider => provider.GetRequiredService<InProcessSandbox>());
    }

    /// <summary>Finds values that cannot work, and an application that would have nobody to ask for creators.</summary>
    private sealed class SandboxOptionsCheck(IConfiguration configuration, IHostEnvironment environment) : IValidateOptions<SandboxOptions>
    {
        public ValidateOptionsResult Validate(string? name, SandboxOptions options)
        {
            var problems = options.Problems().ToList();
            if (!SandboxChoice.Of(options, configuration, environment) && string.IsNullOrWhiteSpace(configuration[SandboxChoice.TokenKey]))
                problems.Add(
                    $"{SandboxChoice.TokenKey} is empty. Set it to the token of an Apify account, or set {SandboxOptions.Section}:"
                    + $"{nameof(SandboxOptions.Enabled)}=true to work with made-up creators.");
            return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
        }
    }
}
