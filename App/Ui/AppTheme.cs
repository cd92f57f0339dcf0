using MudBlazor;

namespace CreatorAnalytics.Ui;

/// <summary>
/// What MudBlazor's components take from us: typeface, sizes, radii. Their colours come from the tokens in wwwroot/tokens.css, which hold
/// light and dark in one place and are right before any script runs.
/// </summary>
public static class AppTheme
{
    private static readonly string[] Typeface = ["Inter Variable", "system-ui", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "4px", AppbarHeight = "48px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Typeface, FontSize = "0.875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontSize = "0.875rem", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontSize = "0.875rem", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontSize = "0.875rem", FontWeight = "500", TextTransform = "none", LetterSpacing = "normal" },
            H6 = new H6Typography { FontSize = "1rem", FontWeight = "600", LetterSpacing = "normal" },
        },
    };
}
