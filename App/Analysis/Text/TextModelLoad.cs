namespace CreatorAnalytics.Analysis.Text;

/// <summary>Loads the text models beside the start, which takes about a second; what needs them sooner waits.</summary>
internal sealed class TextModelLoad(TextModels models, ILogger<TextModelLoad> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await models.LoadAsync();
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "The text models could not be loaded; reports go without what they find");
        }
    }
}
