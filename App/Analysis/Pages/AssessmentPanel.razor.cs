using CreatorAnalytics.Analysis.Chat;
using Microsoft.AspNetCore.Components;

namespace CreatorAnalytics.Analysis.Pages;

/// <summary>What a chat model wrote about a creator, with the posts that its notes are about.</summary>
public sealed partial class AssessmentPanel
{
    [Parameter, EditorRequired]
    public required Report Report { get; set; }

    [Parameter, EditorRequired]
    public required AssessmentSection Section { get; set; }

    private static string Word(BrandSafetyKind kind) => kind switch
    {
        BrandSafetyKind.AdultContent => "Adult content",
        BrandSafetyKind.Alcohol => "Alcohol",
        BrandSafetyKind.DrugsAndTobacco => "Drugs and tobacco",
        BrandSafetyKind.Gambling => "Gambling",
        BrandSafetyKind.Violence => "Violence",
        BrandSafetyKind.HateOrInsult => "Hate or insult",
        BrandSafetyKind.StrongLanguage => "Strong language",
        BrandSafetyKind.Politics => "Politics",
        BrandSafetyKind.MedicalClaims => "Medical claims",
        BrandSafetyKind.FinancialPromises => "Financial promises",
        BrandSafetyKind.Other => "Other",
    };

    private ReportPost? Post(BrandSafetyNote note) => Report.Posts.FirstOrDefault(post => post.ShortCode == note.ShortCode);
}
