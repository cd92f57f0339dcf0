using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CreatorAnalytics.Apify;

/// <summary>
/// Starts runs through tasks kept in the account (<see cref="StartBy.Tasks"/>). A task's name says what it holds, so that the same
/// actor and input find their task again; those that nobody has changed for a day are removed.
/// </summary>
internal sealed class TaskLibrary(ApifyClient apify, TimeProvider time, ILogger<TaskLibrary> logger)
{
    private const string Prefix = "creator-analytics-";
    private const int TasksPerLook = 1000;

    private static readonly TimeSpan StaleFrom = TimeSpan.FromDays(1);

    /// <summary>Starts a run of the task that holds the run's input; makes the task when there is none.</summary>
    public async Task<ActorRun> StartAsync(ApifyRun run, RunStart start, CancellationToken cancellationToken)
    {
        var name = NameOf(run);
        var task = await apify.Tasks.FindAsync(name, cancellationToken) ?? await CreateAsync(run, name, cancellationToken);
        try
        {
            return await apify.Tasks.StartAsync(task.Id!, start, cancellationToken);
        }
        catch (ApifyException exception) when (exception.Status is HttpStatusCode.NotFound)
        {
            // Removed as stale between the two requests, maybe by another process.
            task = await CreateAsync(run, name, cancellationToken);
            return await apify.Tasks.StartAsync(task.Id!, start, cancellationToken);
        }
    }

    /// <summary>Removes the tasks of this application that have not been made or changed for a day.</summary>
    public async Task RemoveStaleAsync(CancellationToken cancellationToken)
    {
        var stale = new List<ActorTask>();
        for (var offset = 0; ; offset += TasksPerLook)
        {
            var page = await apify.Tasks.ListAsync(offset, TasksPerLook, cancellationToken);
            stale.AddRange(page.Where(task => task is { Id: not null, Name: not null, ModifiedAt: not null }
                && task.Name.StartsWith(Prefix, StringComparison.Ordinal)
                && task.ModifiedAt < time.GetUtcNow() + apify.ServerAhead - StaleFrom));
            if (page.Count < TasksPerLook)
                break;
        }

        foreach (var task in stale)
            await DeleteAsync(task, cancellationToken);
        if (stale.Count > 0)
            logger.LogInformation("Removed {Count} tasks that were no longer in use", stale.Count);
    }

    /// <summary>The same for the same actor and input, and for nothing else.</summary>
    internal static string NameOf(ApifyRun run)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Actor}\n{run.Input}"));
        var kind = run.Kind is RunKind.Profile ? "profile" : "posts";
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{kind}-{Convert.ToHexStringLower(hash.AsSpan(0, 12))}");
    }

    private async Task<ActorTask> CreateAsync(ApifyRun run, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await apify.Tasks.CreateAsync(run.Actor, name, run.Input, cancellationToken);
        }
        catch (ApifyException exception) when (exception.Status is HttpStatusCode.Conflict)
        {
            // Another process was faster, or the answer to our own request was lost.
            if (await apify.Tasks.FindAsync(name, cancellationToken) is { } known)
                return known;
            throw;
        }
    }

    private async Task DeleteAsync(ActorTask task, CancellationToken cancellationToken)
    {
        try
        {
            await apify.Tasks.DeleteAsync(task.Id!, cancellationToken);
        }
        catch (ApifyException exception) when (exception.Status is HttpStatusCode.NotFound)
        {
            // Another process was faster.
        }
    }
}
