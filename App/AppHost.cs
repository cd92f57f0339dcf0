using System.Net.Sockets;
using Coravel;
using CreatorAnalytics.Operations;
using Microsoft.AspNetCore.Connections;

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

    /// <summary>
    /// Puts the application together and runs it until it is told to stop. A configuration that cannot work is answered with every
    /// problem at once, an address that is taken with a sentence; both with exit code 1.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, WebApplication> build)
    {
        var builder = CreateBuilder(args);
        WebApplication app;
        try
        {
            app = build(builder);
        }
        catch (Exception exception)
            when (exception is not HostAbortedException && StartProblems.Of(builder.Configuration, services: null) is { Count: > 0 } problems)
        {
            return await RefuseAsync(problems);
        }

        await using (app)
        {
            if (StartProblems.Of(app.Configuration, app.Services) is { Count: > 0 } found)
                return await RefuseAsync(found);
            try
            {
                await app.StartAsync();
            }
            catch (Exception exception) when (AddressProblem(exception) is { } sentence)
            {
                // Whatever did start ends in peace; just disposed of, it would complain.
                await app.StopAsync();
                await Console.Error.WriteLineAsync(sentence);
                return 1;
            }

            await app.WaitForShutdownAsync();
            return 0;
        }
    }

    private static async Task<int> RefuseAsync(IReadOnlyList<string> problems)
    {
        await Console.Error.WriteLineAsync("The configuration cannot work. Change this and start again:");
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync($"  - {problem}");
        return 1;
    }

    /// <summary>Why the server cannot listen where it was told to, or null when that is not what happened.</summary>
    private static string? AddressProblem(Exception exception) => exception switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{exception.Message.TrimEnd('.')}: stop the program that uses it, or choose another address with ASPNETCORE_URLS.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "This user may not listen on that port: choose one above 1023 with ASPNETCORE_URLS.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "The address in ASPNETCORE_URLS does not belong to this machine: choose one that does.",
        { InnerException: { } inner } => AddressProblem(inner),
        _ => null,
    };

    private static bool EnvironmentIsSet(string[] args) =>
        args.Any(argument => argument.StartsWith("--environment", StringComparison.OrdinalIgnoreCase))
        || Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { Length: > 0 };
}
