using Microsoft.Extensions.Options;

namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Whether the sandbox stands in for Apify: when it is asked for, and by default in Development without a token.</summary>
public sealed class SandboxChoice(IOptions<SandboxOptions> options, IConfiguration configuration, IHostEnvironment environment)
{
    internal const string TokenKey = "Apify:Token";

    public bool IsOn => Of(options.Value, configuration, environment);

    internal static bool Of(SandboxOptions options, IConfiguration configuration, IHostEnvironment environment) =>
        options.Enabled ?? (environment.IsDevelopment() && string.IsNullOrWhiteSpace(configuration[TokenKey]));
}
