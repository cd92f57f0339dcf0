using CreatorAnalytics;
using CreatorAnalytics.Accounts;
using CreatorAnalytics.Analysis;
using CreatorAnalytics.Api;
using CreatorAnalytics.Apify;
using CreatorAnalytics.Creators;
using CreatorAnalytics.Credits;
using CreatorAnalytics.Jobs;
using CreatorAnalytics.Notifications;
using CreatorAnalytics.Operations;
using CreatorAnalytics.Shell;
using CreatorAnalytics.Storage;

// `App.dll sandbox …`, `App.dll team-create …`: without a word the server starts.
if (CommandLine.Find(args) is { } command)
    return await command.RunAsync(args[1..]);

return await AppHost.RunAsync(args, builder =>
{
    builder.AddOperations();
    builder.AddStorage();
    builder.AddAccounts();
    builder.AddCredits();
    builder.AddApify();
    builder.AddCreators();
    builder.AddAnalysis();
    builder.AddJobs();
    builder.AddNotifications();
    builder.AddApi();
    builder.AddShell();

    var app = builder.Build();
    app.UseOperations();
    app.UseShell();
    app.UseApi();
    app.MapAccounts();
    app.MapCredits();
    app.MapApify();
    app.MapCreators();
    app.UseJobs();
    app.MapApi();
    app.MapOperations();
    app.MapShell();
    return app;
});

/// <summary>The application's entry point; public so that test hosts can start it.</summary>
public sealed partial class Program;
