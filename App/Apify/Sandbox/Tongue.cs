namespace CreatorAnalytics.Apify.Sandbox;

/// <summary>
/// A language that creators write in, with what they and their followers say. In sponsored lines {0} is the brand and {1} a
/// discount code.
/// </summary>
internal sealed record Tongue(string Code)
{
    public required IReadOnlyList<int> WakingHoursUtc { get; init; }

    public required IReadOnlyList<string> Places { get; init; }

    public required IReadOnlyList<string> BiographyOpeners { get; init; }

    public required IReadOnlyList<string> Captions { get; init; }

    public required IReadOnlyList<string> Questions { get; init; }

    public required IReadOnlyList<string> SponsoredLines { get; init; }

    public required IReadOnlyList<string> SponsoredTags { get; init; }

    public required IReadOnlyList<string> Comments { get; init; }

    public required IReadOnlyList<string> GenericComments { get; init; }

    public required IReadOnlyList<string> Replies { get; init; }

    public static readonly Tongue English = new("en")
    {
        WakingHoursUtc = [11, 12, 14, 16, 17, 19, 21, 22, 23],
        Places = ["Austin, Texas", "Brooklyn, New York", "London, United Kingdom", "Toronto, Ontario", "Melbourne, Victoria", "Dublin, Ireland"],
        BiographyOpeners = ["Sharing what I learn along the way", "Small joys, daily", "Doing it the slow way", "Making ordinary days nicer"],
        Captions =
        [
            "Slow mornings are the best mornings ☕", "I almost did not post this one.", "A little update from this week.",
            "Some days just work out.", "Saving this feeling for winter.", "Currently: this, on repeat.", "It took me two years to say this out loud.",
            "Not perfect, but mine.", "Tell me you see it too.", "New week, same plan.", "Swipe for what it really looked like →",
            "Part 2, because you asked.", "This made my whole day ❤️", "I was wrong about this.", "Short story, long caption.",
        ],
        Questions = ["What would you have done?", "Would you try this?", "Save it for later 📌", "Send this to someone who needs it.", "Thoughts?"],
        SponsoredLines =
        [
            "Thanks to {0} for making this possible.", "Made together with {0} - use my code {1} for 15% off.", "Gifted by {0}, opinions are mine.",
            "Paid partnership with {0}. Link in bio!", "So happy to work with {0}, again.",
        ],
        SponsoredTags = ["ad", "sponsored", "paidpartnership", "partner", "gifted", "ambassador"],
        Comments =
        [
            "Where did you get the one on the left?", "I tried this last week and it actually worked", "This is exactly what I needed today",
            "How long did it take you?", "Honestly the second picture is my favourite", "Please do a longer video about this",
            "I have been following you since the first post and this is the best one yet", "Not sure I agree with this one",
            "My sister showed me this and now I cannot stop", "Could you share the settings?", "This looks terrible, what happened?",
            "Saved! Doing this at the weekend", "Did not work for me, sadly", "You explain it so well, thank you",
        ],
        GenericComments = ["Wow", "Nice 😍", "So cute", "amazing pic", "Love it", "Great shot", "Beautiful", "Goals"],
        Replies = ["Thank you so much!", "Link is in my bio ❤️", "About two hours, with breaks", "Will do a part two soon"],
    };

    private static readonly Tongue German = new("de")
    {
        WakingHoursUtc = [6, 7, 10, 11, 15, 16, 17, 18, 19],
        Places = ["Berlin, Germany", "Hamburg, Germany", "München", "Wien, Austria", "Zürich, Switzerland"],
        BiographyOpeners = ["Alltag, aber schöner", "Ehrlich und ungefiltert", "Kleine Dinge, große Freude"],
        Captions =
        [
            "Kleiner Einblick in meine Woche.", "Manchmal braucht es gar nicht viel ☀️", "Das wollte ich euch schon lange zeigen.",
            "Heute mal ganz ehrlich.", "Der Kaffee ist kalt, aber die Aussicht stimmt.", "Wer kennt es auch?", "Endlich Wochenende 🙌",
            "Ich kann nicht glauben, dass das schon ein Jahr her ist.", "Teil 2, weil ihr gefragt habt.",
        ],
        Questions = ["Was meint ihr?", "Wie macht ihr das?", "Speichert es euch für später 📌", "Würdet ihr das ausprobieren?"],
        SponsoredLines =
        [
            "Anzeige | Danke an {0} für die schöne Zusammenarbeit.", "Mit dem Code {1} bekommt ihr 15 % bei {0}.", "In Kooperation mit {0}.",
        ],
        SponsoredTags = ["anzeige", "werbung", "gesponsert", "kooperation"],
        Comments =
        [
            "Das sieht richtig gut aus, wie lange hat das gedauert?", "Genau das habe ich gesucht, danke dir", "Bei mir hat es leider nicht geklappt",
            "Woher ist das denn?", "Du sprichst mir aus der Seele", "Bitte mehr davon", "Das probiere ich am Wochenende aus", "Finde ich eher schwierig, ehrlich gesagt",
        ],
        GenericComments = ["Wow", "Sehr schön", "Toll", "Mega 😍", "Hübsch", "Traumhaft"],
        Replies = ["Danke dir!", "Steht in meiner Bio ❤️", "Ungefähr zwei Stunden"],
    };

    private static readonly Tongue Spanish = new("es")
    {
        WakingHoursUtc = [8, 9, 12, 13, 17, 18, 19, 20, 21],
        Places = ["Madrid, Spain", "Barcelona, Spain", "Ciudad de México", "Buenos Aires, Argentina", "Bogotá, Colombia"],
        BiographyOpeners = ["Compartiendo lo que aprendo", "Cosas bonitas de cada día", "Sin filtros, con café"],
        Captions =
        [
            "Un pedacito de esta semana ✨", "No pensaba publicar esta foto.", "Hay días que salen redondos.", "Por fin puedo contarlo.",
            "Lo que no se ve en las fotos.", "Guardo este momento para el invierno.", "Segunda parte, porque la pedisteis.", "Gracias por tanto ❤️",
        ],
        Questions = ["¿Qué opináis?", "¿Lo probarías?", "Guárdalo para después 📌", "¿A quién se lo enviarías?"],
        SponsoredLines =
        [
            "Publicidad | Gracias a {0} por hacerlo posible.", "Con mi código {1} tenéis un 15 % en {0}.", "En colaboración con {0}.",
        ],
        SponsoredTags = ["publi", "publicidad", "ad", "colaboracion"],
        Comments =
        [
            "¿De dónde es la chaqueta?", "Lo probé la semana pasada y funciona de verdad", "Justo lo que necesitaba leer hoy", "A mí no me funcionó, una pena",
            "¿Cuánto tiempo tardaste?", "Me encanta cómo lo explicas", "La segunda foto es mi favorita", "Esta vez no estoy de acuerdo",
        ],
        GenericComments = ["Wow", "Qué lindo", "Hermosa 😍", "Preciosa", "Me encanta", "Increíble"],
        Replies = ["¡Muchas gracias!", "Está en mi bio ❤️", "Unas dos horas"],
    };

    private static readonly Tongue French = new("fr")
    {
        WakingHoursUtc = [6, 7, 11, 12, 16, 17, 18, 19],
        Places = ["Paris, France", "Lyon, France", "Bordeaux, France", "Montréal, Quebec", "Bruxelles"],
        BiographyOpeners = ["Les petites choses du quotidien", "Sans filtre, avec du beurre", "J'apprends et je partage"],
        Captions =
        [
            "Un petit bout de ma semaine.", "J'ai failli ne pas publier celle-ci.", "Il suffit de peu ☀️", "Ce qu'on ne voit pas sur les photos.",
            "La suite, parce que vous l'avez demandée.", "Encore un matin comme je les aime ☕", "Je me suis trompée sur ce coup-là.",
        ],
        Questions = ["Vous en pensez quoi ?", "Vous essayeriez ?", "À garder pour plus tard 📌"],
        SponsoredLines =
        [
            "Collaboration commerciale | Merci à {0} pour sa confiance.", "Avec le code {1}, 15 % de remise chez {0}.", "Produit offert par {0}.",
        ],
        SponsoredTags = ["pub", "sponsorisé", "partenariatremunere", "produitoffert"],
        Comments =
        [
            "Tu l'as trouvé où ?", "J'ai essayé et ça marche vraiment", "Exactement ce qu'il me fallait aujourd'hui", "Ça n'a pas marché chez moi, dommage",
            "Combien de temps ça t'a pris ?", "Tu expliques tellement bien, merci", "La deuxième photo est ma préférée",
        ],
        GenericComments = ["Waouh", "Trop beau", "Magnifique 😍", "Superbe", "J'adore"],
        Replies = ["Merci beaucoup !", "Le lien est dans ma bio ❤️", "Environ deux heures"],
    };

    private static readonly Tongue Portuguese = new("pt")
    {
        WakingHoursUtc = [11, 12, 15, 16, 20, 21, 22, 23],
        Places = ["Lisboa, Portugal", "Porto, Portugal", "São Paulo, Brazil", "Rio de Janeiro, Brazil"],
        BiographyOpeners = ["Coisas boas do dia a dia", "Aprendendo e partilhando", "Vida real, com café"],
        Captions =
        [
            "Um pedacinho da minha semana ✨", "Quase não postei essa foto.", "Tem dias que dão certo.", "Finalmente posso contar.",
            "Parte 2, porque vocês pediram.", "O que a foto não mostra.", "Gratidão por hoje ❤️",
        ],
        Questions = ["O que acharam?", "Vocês testariam?", "Salva para depois 📌"],
        SponsoredLines = ["Publi | Obrigada {0} por tornar isso possível.", "Com o meu código {1} vocês têm 15% na {0}.", "Em parceria com {0}."],
        SponsoredTags = ["publi", "publicidade", "ad", "parceria"],
        Comments =
        [
            "Onde você comprou?", "Testei na semana passada e funciona mesmo", "Era exatamente o que eu precisava", "Comigo não funcionou, que pena",
            "Quanto tempo demorou?", "Você explica tão bem", "A segunda foto é a minha favorita",
        ],
        GenericComments = ["Uau", "Linda 😍", "Maravilhosa", "Perfeita", "Amei"],
        Replies = ["Muito obrigada!", "Está no link da bio ❤️", "Umas duas horas"],
    };

    private static readonly Tongue Italian = new("it")
    {
        WakingHoursUtc = [6, 7, 11, 12, 16, 17, 18, 19, 20],
        Places = ["Milano, Italy", "Roma, Italy", "Napoli, Italy", "Torino, Italy"],
        BiographyOpeners = ["Piccole cose belle", "Imparo e condivido", "Vita vera, con la moka"],
        Captions =
        [
            "Un pezzetto della mia settimana ✨", "Quasi non la pubblicavo.", "Certe giornate riescono e basta.", "Quello che le foto non dicono.",
            "Seconda parte, perché l'avete chiesta.", "Finalmente posso raccontarlo.", "Mattine lente ☕",
        ],
        Questions = ["Che ne pensate?", "Lo provereste?", "Salvatelo per dopo 📌"],
        SponsoredLines = ["Adv | Grazie a {0} per averlo reso possibile.", "Con il codice {1} avete il 15% da {0}.", "In collaborazione con {0}."],
        SponsoredTags = ["adv", "ad", "collaborazione", "partner"],
        Comments =
        [
            "Dove l'hai preso?", "L'ho provato e funziona davvero", "Proprio quello che mi serviva oggi", "A me non è riuscito, peccato",
            "Quanto tempo ci hai messo?", "Lo spieghi benissimo, grazie", "La seconda foto è la mia preferita",
        ],
        GenericComments = ["Wow", "Bellissima 😍", "Stupenda", "Top", "Che bello"],
        Replies = ["Grazie mille!", "Trovi tutto nella bio ❤️", "Circa due ore"],
    };

    public static readonly IReadOnlyList<Tongue> All = [English, German, Spanish, French, Portuguese, Italian];
}
