using System.Net;
using System.Text.RegularExpressions;

namespace CreatorAnalytics.Tests.Support;

/// <summary>Fills in and sends the forms of static pages, as a browser would: with the page's hidden fields.</summary>
public static partial class Forms
{
    /// <summary>Opens the page at <paramref name="url"/>, fills in the form that holds all the named fields, and sends it.</summary>
    public static async Task<HttpResponseMessage> SendFormAsync(
        this HttpClient client, string url, params (string Name, string Value)[] fields)
    {
        var cancel = TestContext.Current.CancellationToken;
        var page = await client.GetStringAsync(new Uri(url, UriKind.Relative), cancel);
        var form = FormElement().Matches(page).Select(match => match.Value)
            .First(html => html.Contains("method=\"post\"", StringComparison.Ordinal)
                && fields.All(field => html.Contains($"name=\"{field.Name}\"", StringComparison.Ordinal)));
        var values = InputElement().Matches(form)
            .Select(input => (Name: Attribute(input.Value, "name"), Value: Attribute(input.Value, "value") ?? ""))
            .Where(input => input.Name is not null)
            .ToDictionary(input => input.Name!, input => input.Value);
        foreach (var (name, value) in fields)
            values[name] = value;

        var action = WebUtility.HtmlDecode(Attribute(FormTag().Match(form).Value, "action"));
        using var content = new FormUrlEncodedContent(values);
        return await client.PostAsync(new Uri(string.IsNullOrEmpty(action) ? url : action, UriKind.RelativeOrAbsolute), content, cancel);
    }

    /// <summary>Signs in on the sign-in page.</summary>
    public static Task<HttpResponseMessage> SignInAsync(this HttpClient client, string email, string password, string query = "") =>
        client.SendFormAsync($"/account/sign-in{query}", ("Input.Email", email), ("Input.Password", password));

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormElement();

    [GeneratedRegex("<form[^>]*>")]
    private static partial Regex FormTag();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex InputElement();
}
