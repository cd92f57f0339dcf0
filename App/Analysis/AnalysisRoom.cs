using CreatorAnalytics.Analysis.Chat;
using CreatorAnalytics.Analysis.Tables;
using CreatorAnalytics.Analysis.Text;
using CreatorAnalytics.Storage;

namespace CreatorAnalytics.Analysis;

/// <summary>What Analysis puts into the application.</summary>
public static class AnalysisRoom
{
    public static void AddAnalysis(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<AnalysisOptions>(AnalysisOptions.Section, options => options.Problems());
        builder.Services.AddOptions<AnalysisOptions>()
            .PostConfigure<IHostEnvironment>((options, environment) => options.Sentiment.StartAt(environment.ContentRootPath));
        builder.Services.AddSingleton<AnalysisPool>();
        builder.Services.AddSingleton<AnalysisTelemetry>();
        builder.Services.AddSingleton<TextModels>();
        builder.Services.AddHostedService<TextModelLoad>();
        builder.Services.AddSingleton<IStartupTask, OwnModelLoad>();
        builder.Services.AddSingleton<TablesInForce>();
        builder.Services.AddSingleton<TableEdits>();
        ChatConnection.AddHttpClient(builder.Services);
        builder.Services.AddSingleton<ChatSpending>();
        builder.Services.AddSingleton<Assessor>();
        builder.Services.AddSingleton<ReportWriter>();
        builder.Services.AddSingleton<ReportStore>();
        builder.Services.AddSingleton<Comparisons>();
    }
}
