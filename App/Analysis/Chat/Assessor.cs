using System.ClientModel;
using CreatorAnalytics.Analysis.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;

namespace CreatorAnalytics.Analysis.Chat;

/// <summary>
/// Has a chat model write what a report says in words: a summary, a category, notes on brand safety. The report stands without it. It
/// waits <see cref="ChatModelOptions.TimeoutSeconds"/> at most, the wait for a place included, and holds none of the places of
/// <see cref="AnalysisPool"/> meanwhile, so that no other creator's analysis waits for the model.
/// </summary>
public sealed class Assessor : IDisposable
{
    /// <summary>When at least half of so many requests within the span fail, the model is left alone for the pause.</summary>
    private const int FailuresThatPause = 5;
    private const double FailedShare = 0.5;

    private static readonly TimeSpan FailureSpan = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    private readonly ChatModelOptions _settings;
    private readonly ChatSpending _spending;
    private readonly TimeProvider _time;
    private readonly AnalysisTelemetry _telemetry;
    private readonly ILogger<Assessor> _logger;
    private readonly SemaphoreSlim _places;
    private readonly ResiliencePipeline _breaker;
    private readonly IChatClient? _model;

    public Assessor(
        ChatSpending spending, IOptions<AnalysisOptions> options, IHttpClientFactory clients, TimeProvider time, AnalysisTelemetry telemetry,
        ILogger<Assessor> logger)
    {
        (_spending, _settings, _time, _telemetry, _logger) = (spending, options.Value.Chat, time, telemetry, logger);
        _places = new SemaphoreSlim(_settings.MaxConcurrent);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = FailedShare,
                MinimumThroughput = FailuresThatPause,
                SamplingDuration = FailureSpan,
                BreakDuration = Pause,
            })
            .Build();
        if (_settings.IsOn)
            _model = ChatConnection.Open(clients.CreateClient(ChatConnection.HttpClientName), _settings);
    }

    /// <param name="topics">Their names are the categories that the model may choose from.</param>
    /// <returns>The report with its assessment, or with a warning that says why there is none; as it was when no model is set.</returns>
    public async Task<Report> AddToAsync(Report report, TopicTable topics, CancellationToken cancellationToken)
    {
        if (_model is null || AssessmentPrompt.Of(report, topics, _settings.MostPromptTokens) is not { } prompt)
            return report;
        try
        {
            var assessment = await WithinTimeAsync(_model, prompt, cancellationToken);
            _telemetry.Assessed("written");
            return report with { Assessment = assessment };
        }
        catch (AssessmentGapException gap)
        {
            _telemetry.Assessed(gap.Warning.Code["assessment_".Length..]);
            _logger.LogWarning("A report goes without an assessment: {Detail}", gap.Message);
            return report with { Warnings = [.. report.Warnings, gap.Warning] };
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _model?.Dispose();
    }

    private async Task<AssessmentSection> WithinTimeAsync(IChatClient model, AssessmentPrompt prompt, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(_settings.TimeoutSeconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _places.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AssessmentGapException(AssessmentGap.Busy, "All places at the model were taken.");
        }

        try
        {
            return AssessmentAnswer.Read(await AskAsync(model, prompt, cancellationToken, either.Token), prompt, _settings.Model!);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <returns>The text that the model wrote.</returns>
    private async Task<string> AskAsync(IChatClient model, AssessmentPrompt prompt, CancellationToken stopped, CancellationToken stoppedOrLate)
    {
        var call = await _spending.ReserveAsync(stopped)
            ?? throw new AssessmentGapException(AssessmentGap.LimitReached, "Analysis:Chat:MonthlyUsdLimit leaves nothing for it.");
        try
        {
            var answer = await _breaker.ExecuteAsync(async _ => await SendAsync(model, prompt, stopped, stoppedOrLate), stopped);
            if (answer.Usage is { InputTokenCount: { } input, OutputTokenCount: { } output })
            {
                await _spending.SettleAsync(call, input, output);
                _telemetry.Tokens(input, output, _settings.Usd(input, output));
            }

            return TextOf(answer);
        }
        catch (BrokenCircuitException)
        {
            await _spending.SettleAsync(call, 0, 0);
            throw new AssessmentGapException(AssessmentGap.Paused, "The model has failed too often and is left alone.");
        }
        catch (TimeoutException)
        {
            // It may be billed all the same: the entry stays at the most that it can have cost.
            throw new AssessmentGapException(AssessmentGap.TimedOut, $"The model did not answer within {_settings.TimeoutSeconds} s.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not AssessmentGapException)
        {
            // No more than the status: what an endpoint writes into its errors may hold the key, or what a creator wrote.
            await _spending.SettleAsync(call, 0, 0);
            var status = exception is ClientResultException { Status: > 0 } answered ? $"status {answered.Status}" : exception.GetType().Name;
            throw new AssessmentGapException(AssessmentGap.Unavailable, $"The model's endpoint answered with {status}.");
        }
    }

    private async Task<ChatResponse> SendAsync(IChatClient model, AssessmentPrompt prompt, CancellationToken stopped, CancellationToken stoppedOrLate)
    {
        try
        {
            return await model.GetResponseAsync(
                [new ChatMessage(ChatRole.System, AssessmentPrompt.Instructions), new ChatMessage(ChatRole.User, prompt.Data)],
                new ChatOptions
                {
                    MaxOutputTokens = _settings.MostAnswerTokens,
                    ResponseFormat = ChatResponseFormat.ForJsonSchema(prompt.Schema, AssessmentPrompt.SchemaName),
                    AdditionalProperties = new AdditionalPropertiesDictionary { ["strict"] = true },
                },
                stoppedOrLate);
        }
        catch (OperationCanceledException) when (!stopped.IsCancellationRequested)
        {
            // Counts as a failure with the circuit breaker, which a cancelled request does not.
            throw new TimeoutException();
        }
    }

    private static string TextOf(ChatResponse answer)
    {
        if (answer.FinishReason == ChatFinishReason.ContentFilter || answer.Messages.Any(message => message.Contents.OfType<ErrorContent>().Any()))
            throw new AssessmentGapException(AssessmentGap.Refused, "The model declined.");
        if (answer.FinishReason == ChatFinishReason.Length)
            throw new AssessmentGapException(AssessmentGap.Unusable, "The answer reached the limit of tokens before its end.");
        return answer.Text;
    }
}
