namespace CreatorAnalytics.Analysis.Chat;

/// <summary>Why a report goes without an assessment.</summary>
internal enum AssessmentGap
{
    /// <summary>All places were taken for as long as a report waits.</summary>
    Busy,

    /// <summary>The model had not answered when the time was up.</summary>
    TimedOut,

    /// <summary>The endpoint could not be reached or answered with an error.</summary>
    Unavailable,

    /// <summary>It failed so often that it is left alone for a while.</summary>
    Paused,

    /// <summary>The month's limit is reached.</summary>
    LimitReached,

    /// <summary>The model would not answer.</summary>
    Refused,

    /// <summary>The answer was not what was asked for.</summary>
    Unusable,
}

/// <summary>There is no assessment.</summary>
/// <param name="detail">For the log; holds no text of the model or of a creator.</param>
internal sealed class AssessmentGapException(AssessmentGap gap, string detail) : Exception(detail)
{
    public AssessmentGap Gap => gap;

    /// <summary>What the report says; the topics by word lists stand in any case.</summary>
    public ReportWarning Warning => new(
        "ai",
        $"assessment_{gap switch
        {
            AssessmentGap.Busy => "busy",
            AssessmentGap.TimedOut => "timed_out",
            AssessmentGap.Unavailable => "unavailable",
            AssessmentGap.Paused => "paused",
            AssessmentGap.LimitReached => "limit_reached",
            AssessmentGap.Refused => "refused",
            AssessmentGap.Unusable => "unusable",
        }}",
        $"This report is without a written summary: {gap switch
        {
            AssessmentGap.Busy => "the model had too much to do. A new search may bring it",
            AssessmentGap.TimedOut => "the model took too long. A new search may bring it",
            AssessmentGap.Unavailable => "the model did not answer. A new search may bring it",
            AssessmentGap.Paused => "the model has been failing and is left alone for a minute. A new search may bring it",
            AssessmentGap.LimitReached => "this month's limit for it is reached",
            AssessmentGap.Refused => "the model declined to write about these texts",
            AssessmentGap.Unusable => "what the model wrote was not what it was asked for",
        }}. Its topics come from word lists.");
}
