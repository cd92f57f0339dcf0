using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Ui;

/// <summary>A job's or item's status: icon, word and colour, so that none of them has to carry the meaning alone.</summary>
public sealed partial class StatusBadge
{
    private const string Circle = "M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11z";

    /// <summary>One of pending, processing, completed, partial (done, but not all of it), failed, cancelled; anything else is shown as it is.</summary>
    [Parameter, EditorRequired]
    public string Status { get; set; } = "";

    /// <summary>Another word than the status's own, for instance "Retrying".</summary>
    [Parameter]
    public string? Word { get; set; }

    private (string Class, string Word, string Path) Look
    {
        get
        {
            var (css, word, path) = Status.ToLowerInvariant() switch
            {
                "pending" => ("pending", "Waiting", $"{Circle} M8 5v3.2l2 1.3"),
                "processing" => ("processing", "Running", "M13.5 8A5.5 5.5 0 1 1 8 2.5 M13 3v3h-3"),
                "completed" => ("completed", "Done", $"{Circle} M5.6 8.2l1.7 1.7l3.2-3.6"),
                "partial" => ("partial", "Done in part", "M8 2.5 14 13.5H2z M8 6.5v3.2 M8 11.6v.01"),
                "failed" => ("failed", "Failed", $"{Circle} M8 5.2v3.2 M8 10.8v.01"),
                "cancelled" => ("cancelled", "Cancelled", $"{Circle} M5.8 8h4.4"),
                _ => ("pending", CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Status), Circle),
            };
            return (css, Word ?? word, path);
        }
    }
}
