using Coravel;
using Microsoft.Extensions.Options;

namespace CreatorAnalytics;

/// <summary>How the host is made and run, the same for the server and for the commands beside it.</summary>
public static class AppHost
{
    /// <summary>
    /// A builder whose content root is the folder that holds appsettings.json and wwwroot/: the published folder, or the repository's
    /// root when run from source, in which case the environment is Development unless a variable or --environment says otherwise.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var root = AppRoot.Find();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = root.Path,
            EnvironmentName = root.IsSource && !EnvironmentIsSet(args) ? Environments.Development : null,
        });

        // Unpublished and outside Development the static files of packages are only found with this; published it does nothing.
        builder.WebHost.UseStaticWebAssets();
        builder.Host.UseDefaultServiceProvider(provider =>
        {
            provider.ValidateScopes = true;
            provider.ValidateOnBuild = true;
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddQueue();
        builder.Services.AddScheduler();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        return builder;
    }

    /// <summary>Runs until told to stop. A configuration that cannot work is answered with every problem at once and exit code 1.</summary>
    public static async Task<int> RunToEndAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (ConfigurationProblems(exception) is { Count: > 0 } problems)
        {
            await Console.Error.WriteLineAsync("The configuration cannot work. Change these and start again:");
            foreach (var problem in problems)
                await Console.Error.WriteLineAsync($"  - {problem}");
            return 1;
        }
    }

    private static List<string> ConfigurationProblems(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException many => [.. many.InnerExceptions.SelectMany(ConfigurationProblems)],
        _ => [],
    };

    private static bool EnvironmentIsSet(string[] args) =>
        args.Any(argument => argument.StartsWith("--environment", StringComparison.OrdinalIgnoreCase))
        || Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { Length: > 0 };
}
