"""Names of the imaginary commune and its streets, in French and in Dutch."""

from __future__ import annotations

from typing import NamedTuple


class Name(NamedTuple):
    fr: str
    nl: str


COMMUNE = Name("Valserein", "Stilledal")
NIS = "99999"
POSTCODE = "9999"

SQUARE = Name("Grand-Place", "Grote Markt")
BORDER_STREET = Name("rue de la Frontière", "Grensstraat")
BAR_STREET = Name("rue des Brasseurs", "Brouwersstraat")
STATION_SQUARE = Name("place de la Gare", "Stationsplein")

_CENTRE = """
rue du Beffroi|Belfortstraat
rue des Tanneurs|Huidevettersstraat
rue des Tisserands|Weversstraat
rue de l'Église|Kerkstraat
rue des Bouchers|Vleeshouwersstraat
rue aux Laines|Wolstraat
rue du Puits|Putstraat
rue des Drapiers|Lakenmakersstraat
rue Haute|Hoogstraat
rue Basse|Laagstraat
rue du Marché aux Poissons|Vismarktstraat
rue des Orfèvres|Goudsmedenstraat
rue du Vieux Marché|Oude-Marktstraat
rue des Cordiers|Touwslagersstraat
rue de la Poste|Poststraat
rue du Théâtre|Schouwburgstraat
rue des Sœurs Noires|Zwartezustersstraat
rue du Béguinage|Begijnhofstraat
rue du Sac|Zakstraat
rue des Remparts|Vestingstraat
rue de la Monnaie|Muntstraat
rue des Teinturiers|Ververijstraat
rue du Lion|Leeuwstraat
rue du Cygne|Zwaanstraat
rue de l'Étoile|Sterstraat
rue des Chats|Kattestraat
rue du Pain|Broodstraat
rue de la Clef|Sleutelstraat
rue du Chevet|Koorstraat
rue de la Halle|Hallestraat
"""

_TOWN = """
rue du Moulin|Molenstraat
rue des Écoles|Schoolstraat
avenue des Tilleuls|Lindenlaan
avenue des Platanes|Platanenlaan
avenue des Marronniers|Kastanjelaan
rue des Lilas|Seringenstraat
rue des Roses|Rozenstraat
rue des Jonquilles|Narcissenstraat
rue des Tulipes|Tulpenstraat
rue des Violettes|Viooltjesstraat
rue des Pivoines|Pioenenstraat
rue des Bleuets|Korenbloemstraat
rue des Coquelicots|Klaprozenstraat
rue du Muguet|Meiklokjesstraat
rue des Acacias|Acaciastraat
rue des Bouleaux|Berkenstraat
rue des Peupliers|Populierenstraat
rue des Saules|Wilgenstraat
rue des Frênes|Essenstraat
rue des Érables|Esdoornstraat
rue des Noisetiers|Hazelaarstraat
rue des Cerisiers|Kersenstraat
rue des Pommiers|Appelbomenstraat
rue des Noyers|Notelarenstraat
clos des Sorbiers|Lijsterbessenhof
clos des Aubépines|Meidoornhof
rue des Mésanges|Mezenstraat
rue des Hirondelles|Zwaluwenstraat
rue des Pinsons|Vinkenstraat
rue des Alouettes|Leeuwerikstraat
rue des Rossignols|Nachtegaalstraat
rue du Pinson Vert|Groenvinkstraat
rue de la Filature|Spinnerijstraat
rue de la Blanchisserie|Blekerijstraat
rue de la Brasserie|Brouwerijstraat
rue de la Tuilerie|Pannenbakkerijstraat
rue des Briquetiers|Steenbakkersstraat
rue du Gazomètre|Gashouderstraat
rue des Ateliers|Werkhuizenstraat
rue des Cheminots|Spoorwegstraat
rue du Fort|Fortstraat
rue de l'Abattoir|Slachthuisstraat
rue de l'Hôpital|Hospitaalstraat
rue du Cimetière|Begraafplaatsstraat
rue du Stade|Stadionstraat
rue du Parc|Parkstraat
rue de la Piscine|Zwembadstraat
rue de la Paix|Vredestraat
rue de la Liberté|Vrijheidsstraat
rue de l'Égalité|Gelijkheidsstraat
rue de l'Union|Eendrachtstraat
rue du Progrès|Vooruitgangstraat
rue de l'Avenir|Toekomststraat
rue de la Coopération|Coöperatiestraat
rue du Travail|Arbeidsstraat
rue de l'Armistice|Wapenstilstandstraat
rue du Onze Novembre|Elf Novemberstraat
rue du Vingt et Un Juillet|Eenentwintig Julistraat
avenue Reine Astrid|Koningin Astridlaan
avenue Roi Albert|Koning Albertlaan
rue Reine Élisabeth|Koningin Elisabethstraat
rue Prince Charles|Prins Karelstraat
rue Saint-Joseph|Sint-Jozefstraat
rue Saint-Pierre|Sint-Pietersstraat
rue Saint-Roch|Sint-Rochusstraat
rue Saint-Martin|Sint-Maartensstraat
rue Sainte-Barbe|Sint-Barbarastraat
rue Sainte-Anne|Sint-Annastraat
rue Saint-Nicolas|Sint-Niklaasstraat
rue Saint-Jean|Sint-Jansstraat
rue Notre-Dame|Onze-Lieve-Vrouwstraat
rue du Calvaire|Calvariestraat
rue de la Chapelle|Kapelstraat
rue du Presbytère|Pastoriestraat
rue de la Citadelle|Citadelstraat
rue du Chemin de Fer|IJzerenwegstraat
rue des Jardins|Tuinenstraat
rue des Maraîchers|Hovenierstraat
rue du Verger|Boomgaardstraat
rue de la Prairie|Weidestraat
rue du Pré Vert|Groenweidestraat
rue de la Fontaine|Fonteinstraat
rue de la Source|Bronstraat
rue du Ruisseau|Beekstraat
rue des Roseaux|Rietstraat
rue de l'Écluse|Sluisstraat
rue des Bateliers|Schippersstraat
rue du Rivage|Oeverstraat
rue des Éclusiers|Sluiswachtersstraat
rue de la Passerelle|Loopbrugstraat
rue du Congo Belge|Belgisch-Kongostraat
rue des Combattants|Strijdersstraat
rue du Repos|Rustoordstraat
rue de la Justice de Paix|Vredegerechtstraat
rue de l'Horloge|Uurwerkstraat
rue des Dentellières|Kantwerksterstraat
rue de la Bonneterie|Breigoedstraat
rue des Tapissiers|Tapijtweversstraat
rue du Lin|Vlasstraat
rue du Rouissage|Rootstraat
rue de la Navette|Schietspoelstraat
rue des Fileuses|Spinsterstraat
rue de la Bobine|Bobijnstraat
rue du Colombier|Duiventorenstraat
rue du Coq Chantant|Kraaiende-Haanstraat
rue du Renard|Vosstraat
rue du Lièvre|Haasstraat
rue de la Perdrix|Patrijzenstraat
rue du Cerf-Volant|Vliegerstraat
rue du Beau Site|Schoonzichtstraat
rue Bellevue|Bellevuestraat
rue du Couchant|Westerstraat
rue du Levant|Oosterstraat
rue du Midi|Zuidstraat
rue du Nord|Noordstraat
clos du Château|Kasteelhof
clos des Jardiniers|Tuiniershof
clos de la Roseraie|Rozentuinhof
clos du Bocage|Houtwalhof
impasse du Bois|Boskoer
impasse des Lauriers|Laurierkoer
impasse du Tonnelier|Kuiperskoer
impasse Malplaquet|Malplaquetkoer
rue de la Barrière|Slagboomstraat
rue des Douaniers|Douaniersstraat
rue des Fraudeurs|Smokkelaarsstraat
rue du Poste Avancé|Voorpoststraat
rue du Petit Tambour|Kleine-Tamboerstraat
rue des Champs|Veldstraat
rue de la Drève|Dreefstraat
rue du Grand Air|Buitenluchtstraat
rue de l'Espérance|Hoopstraat
rue de la Concorde|Concordiastraat
rue de l'Harmonie|Harmoniestraat
rue de la Fanfare|Fanfarestraat
rue des Archers|Boogschuttersstraat
rue des Arbalétriers|Kruisboogstraat
rue du Jeu de Balle|Kaatsspelstraat
rue de la Ducasse|Kermisstraat
rue du Carillon|Beiaardstraat
rue des Géants|Reuzenstraat
rue des Allumoirs|Lampionnenstraat
rue du Vent d'Ouest|Westenwindstraat
rue du Clair de Lune|Maneschijnstraat
rue de la Grande Ourse|Grote-Beerstraat
rue du Soleil|Zonstraat
rue de l'Arc-en-Ciel|Regenboogstraat
rue du Kiosque|Kioskstraat
rue des Charpentiers|Timmerliedenstraat
rue des Forgerons|Smedenstraat
rue des Maçons|Metselaarsstraat
rue des Menuisiers|Schrijnwerkersstraat
rue des Vanniers|Mandenmakersstraat
rue des Potiers|Pottenbakkersstraat
rue des Verriers|Glasblazersstraat
rue des Imprimeurs|Drukkersstraat
rue du Charron|Wagenmakersstraat
rue du Maréchal-Ferrant|Hoefsmidstraat
rue du Sabotier|Klompenmakersstraat
rue des Moissonneurs|Maaiersstraat
rue des Glaneuses|Arenlezerstraat
rue du Houblon|Hopstraat
rue de la Chicorée|Cichoreistraat
rue du Tabac|Tabakstraat
rue de l'Avoine|Haverstraat
rue du Seigle|Roggestraat
rue de l'Orge|Gerststraat
"""

_COUNTRY = """
chemin des Alluvions|Slibweg
chemin du Marais|Moerasweg
chemin des Loups|Wolvenweg
chemin Vert|Groeneweg
chemin de la Ferme Blanche|Witte-Hoeveweg
chemin du Petit Bois|Kleinboswegel
chemin des Trois Tilleuls|Drielindenweg
chemin de la Motte|Motteweg
chemin du Halage|Jaagpad
chemin des Prés|Beemdenweg
chemin du Tilleul Isolé|Eenzame-Lindeweg
chemin de la Cense|Hoeveweg
chemin des Mûres|Bramenweg
chemin du Gibet|Galgeweg
chemin des Pâtures|Weilandweg
chemin de la Garenne|Warandeweg
chemin du Pire|Kasseiweg
chemin des Sarts|Rodeweg
chemin de la Croisette|Kruisjesweg
chemin du Champ Perdu|Verloren-Veldweg
chemin de la Haute Borne|Hoge-Paalweg
chemin des Corbeaux|Ravenweg
chemin du Vieux Canal|Oude-Vaartweg
chemin de la Longue Haie|Langehaagweg
chemin des Tourterelles|Tortelweg
chemin de la Hulotte|Bosuilweg
chemin du Blaireau|Dassenweg
chemin de la Mare|Poelweg
"""

_VILLAGE = """
rue de l'Église Saint-Éloi|Sint-Elooiskerkstraat
rue du Curé|Pastoorsstraat
rue de la Forge|Smidsestraat
rue du Lavoir|Wasplaatsstraat
rue de la Ferme|Hofstedestraat
rue du Vieux Tilleul|Oude-Lindestraat
rue de la Cure|Kureistraat
rue du Tilloy|Tilloistraat
rue de la Grange|Schuurstraat
rue du Fournil|Ovenstraat
rue du Colza|Koolzaadstraat
rue des Betteraves|Bietenstraat
rue de l'Abreuvoir|Drinkplaatsstraat
rue du Garde Champêtre|Veldwachterstraat
rue du Petit Rieu|Kleinebeekstraat
rue de la Planche|Plankstraat
rue des Étangs|Vijversstraat
rue du Meunier|Molenaarsstraat
rue de la Laiterie|Melkerijstraat
rue du Bas Chemin|Lageweg
rue du Haut Chemin|Hogeweg
rue de la Sucrerie|Suikerfabriekstraat
rue du Pigeonnier|Duiventilstraat
rue de la Bergerie|Schaapskooistraat
rue du Berger|Herdersstraat
rue du Laboureur|Landbouwersstraat
rue des Semailles|Zaaistraat
rue des Foins|Hooistraat
rue de la Houlette|Herdersstafstraat
rue du Chaume|Stoppelstraat
rue de la Sarriette|Bonenkruidstraat
rue du Sureau|Vlierstraat
rue de la Haie|Haagstraat
rue du Vallon|Dalstraat
rue de la Colline|Heuvelstraat
rue des Ormes|Olmenstraat
rue du Charme|Haagbeukstraat
rue de la Bruyère|Heidestraat
rue du Genêt|Bremstraat
rue de la Fougère|Varenstraat
"""

_INDUSTRY = """
rue de l'Industrie|Industriestraat
rue de l'Énergie|Energiestraat
avenue des Artisans|Ambachtenlaan
rue du Transit|Transitstraat
rue de l'Entreprise|Ondernemingenstraat
rue de la Logistique|Logistiekstraat
rue du Conteneur|Containerstraat
rue de la Technologie|Technologiestraat
"""

_FRANCE = """
rue de Belgique
rue de la Douane
rue Jean Jaurès
rue Victor Hugo
rue Pasteur
rue de la République
rue Gambetta
rue Voltaire
rue du Huit Mai
rue Émile Zola
rue des Filatures
rue Jules Guesde
rue Molière
rue Racine
rue Lamartine
rue Arago
rue Parmentier
rue Kléber
rue Denis Papin
rue Ampère
"""


def _pairs(text: str) -> list[Name]:
    return [Name(*line.split("|")) for line in text.split("\n") if line]


POOLS: dict[str, list[Name]] = {
    "centre": _pairs(_CENTRE),
    "town": _pairs(_TOWN),
    "country": _pairs(_COUNTRY),
    "village": _pairs(_VILLAGE),
    "industry": _pairs(_INDUSTRY),
    "france": [Name(line, "") for line in _FRANCE.split("\n") if line],
}


def written(name: Name) -> str:
    """Write a name as a sign of the commune does: capital first, both languages."""
    french = name.fr[0].upper() + name.fr[1:]
    return french if not name.nl or name.nl == french else f"{french} - {name.nl}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
