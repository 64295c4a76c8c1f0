"""What residents of the demo write of things, and what staff make of it for all: (theirs, language, French, Dutch)."""

Words = tuple[str, str, str, str]
WORDS: dict[str, tuple[Words, ...]] = {
    "lamp": (
        (
            "La lampe devant chez nous est éteinte depuis une semaine.",
            "fr",
            "Une lampe est éteinte.",
            "Een lamp is uit.",
        ),
        ("De lamp flikkert de hele avond.", "nl", "Une lampe clignote.", "Een lamp flikkert."),
        (
            "Trois lampes de suite ne s'allument plus, il fait tout noir.",
            "fr",
            "Trois lampes sont éteintes.",
            "Drie lampen zijn uit.",
        ),
        (
            "Een boom hangt voor de lamp, het voetpad blijft donker.",
            "nl",
            "Un arbre cache une lampe.",
            "Een boom verbergt een lamp.",
        ),
    ),
    "visibility": (
        (
            "La haie déborde, on ne voit pas qui arrive au coin.",
            "fr",
            "Une haie cache la vue au coin.",
            "Een haag verbergt het zicht op de hoek.",
        ),
        (
            "Een reclamebord verbergt de uitgang van het park.",
            "nl",
            "Un panneau cache la sortie du parc.",
            "Een bord verbergt de uitgang van het park.",
        ),
        (
            "Le passage sous le pont n'a aucun éclairage, on ne voit rien.",
            "fr",
            "Un passage est sombre et sans vue.",
            "Een doorgang is donker en onoverzichtelijk.",
        ),
    ),
    "pavement": (
        (
            "Une dalle bouge, ma mère est presque tombée.",
            "fr",
            "Une dalle du trottoir bouge.",
            "Een stoeptegel ligt los.",
        ),
        (
            "De stoep is te smal voor een rolstoel door het bord.",
            "nl",
            "Un panneau bloque le trottoir.",
            "Een bord verspert de stoep.",
        ),
        ("Il y a un trou dans le trottoir près de l'arrêt.", "fr", "Un trou dans le trottoir.", "Een gat in de stoep."),
    ),
    "path": (
        (
            "Le sentier est inondé dès qu'il pleut.",
            "fr",
            "Un sentier est inondé par temps de pluie.",
            "Een pad staat onder water bij regen.",
        ),
        ("Het pad is dichtgegroeid met netels.", "nl", "Un sentier est envahi d'orties.", "Een pad is overwoekerd."),
    ),
    "crossing": (
        (
            "Le passage pour piétons est effacé devant l'école.",
            "fr",
            "Un passage pour piétons est effacé.",
            "Een zebrapad is uitgewist.",
        ),
        (
            "Er is geen verlaagde stoeprand aan het zebrapad.",
            "nl",
            "Un passage n'a pas de bord abaissé.",
            "Een oversteek heeft geen verlaagde rand.",
        ),
    ),
    "road_layout": (
        (
            "Dans le virage, les vélos sont serrés contre le mur.",
            "fr",
            "Un virage est dangereux à vélo.",
            "Een bocht is gevaarlijk voor fietsers.",
        ),
        (
            "Aan het kruispunt ziet men het verkeer van rechts niet.",
            "nl",
            "Un carrefour manque de vue à droite.",
            "Een kruispunt mist zicht naar rechts.",
        ),
    ),
    "bench": (
        ("Le banc du square n'a plus de dossier.", "fr", "Un banc est cassé.", "Een bank is stuk."),
        (
            "De vuilnisbak bij de bushalte is losgerukt.",
            "nl",
            "Une poubelle publique est arrachée.",
            "Een openbare vuilnisbak is losgerukt.",
        ),
    ),
    "dumping": (
        (
            "Des sacs et un matelas traînent au bout de la rue.",
            "fr",
            "Un dépôt de sacs et de meubles.",
            "Gedumpte zakken en meubels.",
        ),
        ("Steenslag gedumpt aan de gracht.", "nl", "Un dépôt de gravats.", "Gedumpt puin."),
        ("Encore des pneus derrière le terrain de football.", "fr", "Un dépôt de pneus.", "Gedumpte banden."),
    ),
    "noise": (
        ("La ventilation du magasin tourne toute la nuit.", "fr", "", ""),
        ("Het terras op het plein maakt lawaai tot laat.", "nl", "", ""),
    ),
}
DONE = (
    ("C'est réparé.", "Het is hersteld."),
    ("L'équipe est passée, c'est en ordre.", "De ploeg is geweest, het is in orde."),
    ("La pièce est remplacée.", "Het onderdeel is vervangen."),
)
NOT_DONE = (
    (
        "L'état est conforme, nous le revoyons à la prochaine tournée.",
        "De toestand is in orde, we kijken er opnieuw naar bij de volgende ronde.",
    ),
    ("Nous ne l'avons plus trouvé sur place.", "We vonden het ter plaatse niet meer."),
)
NOT_OURS = (
    (
        "Cette route est à la Région: nous lui avons transmis votre signalement.",
        "Deze weg is van het Gewest: we gaven uw melding door.",
    ),
    ("Ce terrain est privé: son propriétaire est averti.", "Dit terrein is privé: de eigenaar is verwittigd."),
)
BODIES = ("le gestionnaire du réseau d'éclairage", "la Région", "le propriétaire")
