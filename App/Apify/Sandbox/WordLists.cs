namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>Words that belong to no language and no field.</summary>
internal static class WordLists
{
    public static readonly IReadOnlyList<string> FirstNames =
    [
        "Anna", "Mila", "Jonas", "Lea", "Noah", "Sofia", "Marco", "Lucia", "Elena", "Tom", "Clara", "Hugo", "Ines", "Paul", "Nora",
        "Leo", "Maya", "Adam", "Zoe", "Emil", "Rita", "Bruno", "Carla", "Felix", "Ida", "Oscar", "Vera", "Theo", "Alma", "Nico", "Jana",
        "Luis", "Ana", "Joao", "Bea", "Otto", "Kira", "Sam", "Lina", "Max", "Eva", "Rafa", "Yara", "Tim", "Gaia", "Enzo", "Mona",
    ];

    public static readonly IReadOnlyList<string> Friends =
    [
        "mila.moves", "jonas_frames", "thelealist", "cookingwithtom", "clara.goes", "nora.knits", "hugo_on_tour", "maya.daily", "emil35mm",
        "ritaruns", "brunobakes", "vera.paints", "theo.talks", "alma_at_home", "nicoandthesea", "kira.codes", "sam.in.the.city",
    ];

    public static readonly IReadOnlyList<string> Songs =
    [
        "Paper Lanterns", "Slow Tide", "Neon Kitchen", "Northbound", "Honey & Static", "Second Sun", "Tiny Rooms", "Cassette Summer",
    ];

    public static readonly IReadOnlyList<string> Artists = ["Low Orbit", "The Quiet Hours", "Marlow", "Ada & the Tides", "Kilo Cat"];

    public static readonly IReadOnlyList<string> EmojiComments = ["🔥🔥🔥", "😍", "❤️❤️", "👏👏", "😂", "🙌", "💯", "🥹", "✨"];
}
