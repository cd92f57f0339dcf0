namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>A field that creators are in, with its words. Brands are invented.</summary>
internal sealed record Niche(string Category, string Emoji)
{
    /// <summary>Parts of usernames that tell that somebody is in this field.</summary>
    public required IReadOnlyList<string> NameParts { get; init; }

    public required IReadOnlyList<string> Hashtags { get; init; }

    public required IReadOnlyList<string> Brands { get; init; }

    public required IReadOnlyList<string> BiographyLines { get; init; }

    public required IReadOnlyList<string> Captions { get; init; }

    public static readonly IReadOnlyList<Niche> All =
    [
        new("Beauty", "💄")
        {
            NameParts = ["beauty", "makeup", "skin", "glow", "cosmetic"],
            Hashtags = ["skincare", "makeup", "glowup", "beautytips", "grwm", "cleanbeauty", "skincareroutine", "lipstick"],
            Brands = ["lumen.skin", "velvetbyte", "oatandaloe", "petal.lab"],
            BiographyLines = ["Skin first, makeup second", "Honest reviews only", "Licensed aesthetician", "Five-minute faces"],
            Captions = ["Three products, five minutes, out of the door.", "My skin has not been this calm in years.", "Swatches in the next slide."],
        },
        new("Fitness", "🏋️")
        {
            NameParts = ["fit", "gym", "run", "yoga", "strong", "coach", "sport"],
            Hashtags = ["fitness", "gymlife", "homeworkout", "running", "strengthtraining", "mobility", "marathontraining", "legday"],
            Brands = ["northtrail", "kilo.club", "pulsewater", "ferrofit"],
            BiographyLines = ["Strong over skinny", "Coach for busy people", "Sub-3 marathon, slowly", "Programmes for small flats"],
            Captions = ["Week 6 of 12. It gets lighter, I promise.", "You do not need more motivation, you need a smaller plan.", "Form check: what would you fix?"],
        },
        new("Food & Drink", "🍜")
        {
            NameParts = ["food", "cook", "eat", "bak", "kitchen", "recipe", "chef", "coffee"],
            Hashtags = ["foodie", "easyrecipes", "homecooking", "plantbased", "sourdough", "dinnerideas", "brunch", "mealprep"],
            Brands = ["cafe_orbita", "saltandserif", "greenfork", "misonoir"],
            BiographyLines = ["Weeknight dinners, weekend bread", "Recipes below", "Cook with what you have", "Always hungry"],
            Captions = ["One pan, twenty minutes, zero regrets.", "The recipe is in the comments.", "Bread number 112. The ear finally happened."],
        },
        new("Travel", "✈️")
        {
            NameParts = ["travel", "wander", "nomad", "trip", "explor"],
            Hashtags = ["travel", "wanderlust", "solotravel", "hiddengems", "roadtrip", "vanlife", "citybreak", "travelguide"],
            Brands = ["farawaybags", "nomadly", "slowtrains", "isla.stays"],
            BiographyLines = ["42 countries, one backpack", "Trains over planes", "Guides for long weekends", "Home is where the tent is"],
            Captions = ["Save this for your next long weekend.", "Nobody told us about the stairs.", "Day 4: we missed the ferry and found this."],
        },
        new("Fashion", "👗")
        {
            NameParts = ["fashion", "style", "outfit", "wear", "mode"],
            Hashtags = ["ootd", "streetstyle", "capsulewardrobe", "thrifted", "slowfashion", "outfitinspo", "denim", "vintage"],
            Brands = ["atelier.noon", "threadbare", "mono.studio", "rewear_club"],
            BiographyLines = ["Same ten pieces, new outfits", "Thrifted since 2014", "Stylist", "Size 44 and dressed for it"],
            Captions = ["Three ways to wear the same coat.", "Everything thrifted except the shoes.", "Which one, 1 or 3?"],
        },
        new("Gaming", "🎮")
        {
            NameParts = ["game", "gaming", "play", "stream", "pixel"],
            Hashtags = ["gaming", "indiegame", "setup", "streamer", "retrogaming", "cozygames", "speedrun", "pcgaming"],
            Brands = ["pixelforge", "hexkeys", "lowlatency", "respawn.energy"],
            BiographyLines = ["Live most nights", "Cosy games and bad puns", "Speedruns, slowly", "Variety streamer"],
            Captions = ["We do not talk about the last boss.", "New desk, same skill.", "Clip of the week."],
        },
        new("Technology", "💻")
        {
            NameParts = ["tech", "code", "dev", "digital", "gadget"],
            Hashtags = ["tech", "gadgets", "coding", "desksetup", "ai", "productivity", "smarthome", "opensource"],
            Brands = ["quietfan", "node.and.co", "papertab", "voltbar"],
            BiographyLines = ["I break gadgets so you don't", "Developer by day", "Reviews without the hype", "Plain-language tech"],
            Captions = ["Six weeks with it. Here is what broke.", "The feature nobody mentions.", "Cable management, before and after."],
        },
        new("Family", "👶")
        {
            NameParts = ["mom", "dad", "mum", "family", "baby", "kids"],
            Hashtags = ["momlife", "dadlife", "parenting", "toddlerlife", "familytime", "newborn", "playideas", "schoolrun"],
            Brands = ["tinyharbor", "oakandmilk", "napnook", "softsteps"],
            BiographyLines = ["Three kids, two jobs, one calendar", "Real life, mostly tired", "Play ideas with paper and tape", "Twin parents"],
            Captions = ["Nobody slept. We made pancakes.", "A box kept them busy for two hours.", "They grow while you look for the other shoe."],
        },
        new("Photographer", "📷")
        {
            NameParts = ["photo", "lens", "film", "shots", "pics"],
            Hashtags = ["photography", "35mm", "filmisnotdead", "portrait", "streetphotography", "goldenhour", "landscape", "analog"],
            Brands = ["grainlab", "aperture.goods", "stillframe", "tripod_co"],
            BiographyLines = ["35mm and patience", "Portraits, mostly", "Prints in the shop", "Available for bookings"],
            Captions = ["Two frames left on the roll.", "Waited forty minutes for this light.", "Straight from the scanner."],
        },
        new("Home Decor", "🪴")
        {
            NameParts = ["home", "decor", "interior", "plant", "diy", "garden"],
            Hashtags = ["interior", "homedecor", "diy", "plants", "smallspaces", "renovation", "scandistyle", "diyhome"],
            Brands = ["larch.home", "clayandco", "fernhaus", "knot.textiles"],
            BiographyLines = ["Renovating a 1930s flat", "Plants: 61", "DIY for renters", "Warm minimalism"],
            Captions = ["Before on the second slide.", "It took three coats and one argument.", "Paint, patience and a borrowed ladder."],
        },
        new("Musician/Band", "🎶")
        {
            NameParts = ["music", "band", "song", "beat", "sound"],
            Hashtags = ["newmusic", "singersongwriter", "livemusic", "indie", "studio", "guitar", "producer", "tour"],
            Brands = ["reverb.row", "loopstation", "brightstrings", "nightcut"],
            BiographyLines = ["New single out now", "Songs written on trains", "Booking in the link", "Drums and tea"],
            Captions = ["Played this one for the first time last night.", "Demo 14 is the one.", "Tour dates on the last slide."],
        },
        new("Pet", "🐶")
        {
            NameParts = ["dog", "cat", "pet", "paw", "puppy"],
            Hashtags = ["dogsofinstagram", "catsofinstagram", "rescuedog", "puppylove", "petcare", "goldenretriever", "adoptdontshop", "catlife"],
            Brands = ["barkery", "whisker.box", "goodpaw", "fetchfield"],
            BiographyLines = ["Rescue, spoiled since 2019", "Human behind the camera: @ask", "Treats accepted", "Two dogs and a judgemental cat"],
            Captions = ["He heard the fridge.", "Adoption day, three years ago.", "No thoughts, only ball."],
        },
    ];
}
