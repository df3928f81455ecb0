"""Totals by span for the demonstration. Those of the document are marked "imprimé"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Lot:
    """Totals of some spans. `valeurs` and `toutes` say what lines are split by."""

    debut: date
    fin: date
    totaux: Mapping[str, int] = field(default_factory=dict)
    valeurs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    toutes: Sequence[str] = ()
    stocks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Evenements:
    """`nombre` events that add up to `total` of a field."""

    fournisseur: str
    debut: date
    fin: date
    nombre: int
    champ: str
    total: int
    valeurs: Mapping[str, Sequence[str]]


def _cameras(rank: int) -> tuple[str, ...]:
    """Three cameras for each sector, no two alike."""
    return tuple(f"camera-{3 * rank + number:02d}" for number in (1, 2, 3))


def _span(first: int, from_month: int, last: int, to_month: int) -> tuple[date, date]:
    end = date(last + to_month // 12, to_month % 12 + 1, 1)
    return date(first, from_month, 1), date.fromordinal(end.toordinal() - 1)


S1314, S1415 = _span(2013, 9, 2014, 8), _span(2014, 9, 2015, 8)
RENTREE = _span(2015, 9, 2016, 3)  # what the document calls the school year 2015-2016
PRINTEMPS, AUTOMNE = _span(2016, 4, 2016, 8), _span(2016, 9, 2016, 12)
A2014, A2015, A2016 = (_span(year, 1, year, 12) for year in (2014, 2015, 2016))
JUSQU_EN_MARS = _span(2014, 9, 2016, 3)
ENSUITE = _span(2016, 4, 2016, 12)

_TYPES = ("typologie",)
_CITE = ("centre-ancien", "prepaou", "bardin", "echoppes", "rassuen", "trigance")
_SECTEURS = {"secteur": tuple(f"quartiers/{code}" for code in _CITE)}
# Les trois quartiers du dispositif, imprimé (fiche 15).
_VOLONTAIRES = {
    "secteur": tuple(
        f"quartiers/{code}"
        for code in ("olivier", "tour-etang-olivier-craux", "fortune-aludes-bellons")
    )
}
_IMAGES = ("evenements", "requisitions", "interpellations", "elucidees")
_JOURNEES = ("portes-ouvertes", "citoyenne")
_COLLEGES = ("college-pasteur", "college-daudet", "college-coutarel", "college-savary")
_ECOLES = (*_COLLEGES, "lycee-latecoere", "lycee-rimbaud")
_POSTES = ("poste-echoppes", "poste-bardin", "poste-prepaou", "poste-entressen")

_PAD = {"accueil": ("point-acces-droit",)}

LOTS: dict[str, tuple[Lot, ...]] = {
    "veille-educative": (
        Lot(*S1415, {"situations": 18, "resolues": 11}, {"niveau": ["secondaire"]}, _TYPES),
        Lot(*RENTREE, {"situations": 46, "resolues": 21}, {"niveau": ["secondaire"]}, _TYPES),
        Lot(*PRINTEMPS, {"situations": 12, "resolues": 9}, {"niveau": ["secondaire"]}, _TYPES),
        Lot(*AUTOMNE, {"situations": 27, "resolues": 10}, {"niveau": ["secondaire"]}, _TYPES),
        Lot(*S1415, {"situations": 52, "resolues": 33}, {"niveau": ["primaire"]}, _TYPES),
        Lot(*RENTREE, {"situations": 41, "resolues": 24}, {"niveau": ["primaire"]}, _TYPES),
        Lot(*PRINTEMPS, {"situations": 19, "resolues": 12}, {"niveau": ["primaire"]}, _TYPES),
        Lot(*AUTOMNE, {"situations": 26, "resolues": 8}, {"niveau": ["primaire"]}, _TYPES),
    ),  # secondaire : 18 puis 46, imprimé (2.2.4)
    "soutien-parental": (
        Lot(*A2015, {"familles": 64}, toutes=["forme"]),
        Lot(*A2016, {"familles": 88}, toutes=["forme"]),
    ),
    "responsabilisation": (
        Lot(*S1314, {"mesures": 7, "eleves": 7, "sans-recidive": 7}),
        Lot(*S1415, {"mesures": 14, "eleves": 13, "sans-recidive": 13}),
        Lot(*_span(2015, 9, 2016, 8), {"mesures": 17, "eleves": 17, "sans-recidive": 16}),
        Lot(*AUTOMNE, {"mesures": 8, "eleves": 8, "sans-recidive": 8}),
    ),  # 7, 14 et 17 mesures, imprimé (2.2.3)
    "exclusion": (
        Lot(*_span(2015, 9, 2016, 8), {"mesures": 12, "eleves": 11, "sans-recidive": 9}),
        Lot(*AUTOMNE, {"mesures": 6, "eleves": 6, "sans-recidive": 5}),
    ),
    "mediation-abords": (
        Lot(
            *_span(2015, 9, 2016, 12),
            {"presences": 1180, "interventions": 145},
            {"etablissement": _ECOLES, "motif": ["conflit", "regroupement", "circulation"]},
        ),
    ),
    "espace-sante-jeunes": (
        Lot(*S1415, {"jeunes": 58, "entretiens": 96}),
        Lot(*RENTREE, {"jeunes": 51, "entretiens": 81}),  # imprimé (fiche 7)
        Lot(*PRINTEMPS, {"jeunes": 22, "entretiens": 45}),
        Lot(*AUTOMNE, {"jeunes": 34, "entretiens": 52}),
    ),
    "afpa": (
        Lot(*A2015, {"incivilites": 23, "expulsions": 5, "sorties": 214}),
        Lot(*A2016, {"incivilites": 14, "expulsions": 2, "sorties": 233}),
    ),
    "tig": (
        Lot(
            *JUSQU_EN_MARS, {"mesures": 9, "heures": 640, "recidives": 1}, stocks={"postes": 3}
        ),  # imprimé
        Lot(*ENSUITE, {"mesures": 7, "heures": 510, "recidives": 1}, stocks={"postes": 5}),
    ),
    "reparation": (
        Lot(*S1415, {"mesures": 14, "heures": 180, "recidives": 2}, stocks={"postes": 4}),
        Lot(*RENTREE, {"mesures": 19, "heures": 240}, stocks={"postes": 6}),  # imprimé
        Lot(*ENSUITE, {"mesures": 21, "heures": 260, "recidives": 1}, stocks={"postes": 7}),
    ),
    "acces-droit": (
        Lot(*A2014, {"rendez-vous": 1441}, toutes=["operateur"]),  # imprimé (2.3.3)
        Lot(*A2015, {"rendez-vous": 1492}, toutes=["operateur"]),
        Lot(*A2016, {"rendez-vous": 1543}, toutes=["operateur"]),  # imprimé (2.3.3)
    ),
    "aide-victimes": (
        Lot(*A2015, {"personnes": 448}, {"accueil": ["commissariat"]}),  # imprimé (2.3.2)
        Lot(*A2016, {"personnes": 461}, {"accueil": ["commissariat"]}),
        Lot(*A2015, {"permanences": 19}, _PAD),  # imprimé
        *(
            Lot(
                *A2015,
                {"personnes": count},
                {"accueil": ["point-acces-droit"], "motif": [kind]},
            )
            for kind, count in (
                ("violences", 7),
                ("vols-aggraves", 6),
                ("vols-simples", 4),
                ("escroqueries", 3),
                ("autre", 10),
            )
        ),  # 30 personnes, imprimé (2.3.2)
        Lot(*A2016, {"permanences": 20}, _PAD),
        Lot(*A2016, {"personnes": 36}, _PAD, ["motif"]),
    ),
    "ecoute-femmes": (
        Lot(*_span(2015, 9, 2016, 4), {"personnes": 53}),  # imprimé (2.3.1)
        Lot(*_span(2016, 5, 2016, 12), {"personnes": 49}),
    ),
    "permanence-discriminations": (
        Lot(*A2015, {"rendez-vous": 83}, toutes=["domaine"]),
        Lot(*A2016, {"rendez-vous": 97}, toutes=["domaine"]),
    ),
    "participation-citoyenne": (
        Lot(*A2016, {"demandes": 74, "alertes": 31}, _VOLONTAIRES, ["type"]),
        Lot(*A2016, valeurs=_VOLONTAIRES, stocks={"referents": 2}),
    ),
    "plans-secteur": (Lot(*A2016, {"reunions": 16, "actions": 27}, _SECTEURS),),
    "delinquance-secteurs": (
        Lot(*A2015, {"faits": 1460}, _SECTEURS, ["nature"]),
        Lot(*A2016, {"faits": 1385}, _SECTEURS, ["nature"]),
    ),
    "tranquillite-secteurs": (
        Lot(*A2015, {"doleances": 481, "atteintes": 372}, _SECTEURS, ["nature"]),
        Lot(*A2016, {"doleances": 503, "atteintes": 341}, _SECTEURS, ["nature"]),
    ),  # 481 fiches en 2015, imprimé (2.4.1)
    "videoprotection": tuple(
        Lot(
            *year,
            dict(zip(_IMAGES, totals, strict=True)),
            {"secteur": [f"quartiers/{code}"], "camera": _cameras(rank)},
        )
        for rank, code in enumerate(_CITE)
        for year, totals in ((A2015, (152, 20, 7, 5)), (A2016, (172, 24, 9, 6)))
    ),
    "postes-police": (
        Lot(*A2016, {"accueils": 2140, "patrouilles": 3260}, {"poste": _POSTES}),
    ),
    "brigade-motorisee": (Lot(*A2016, {"sorties": 640, "interventions": 210}, _SECTEURS),),
    "cmer": (Lot(*A2016, {"situations": 9, "confirmees": 2}),),
}

_PUBLICS = ("agents", "familles", "policiers", "solidarites", "education", "bailleurs")
_THEMES = ("securite-routiere", "nouvelles-technologies", "conduites-addictives", "respect")

EVENEMENTS: dict[str, tuple[Evenements, ...]] = {
    "actions-cesc": tuple(
        Evenements(
            "education-nationale",
            *span,
            count,
            "eleves",
            pupils,
            {"etablissement": _ECOLES, "theme": _THEMES},
        )
        for span, count, pupils in ((S1415, 22, 1310), (RENTREE, 19, 1190), (AUTOMNE, 9, 540))
    ),
    "sensibilisation": (
        *(
            Evenements(
                "apers",
                *span,
                count,
                "personnes",
                people,
                {"theme": ["violences-femmes"], "public": _PUBLICS},
            )
            for span, count, people in ((A2015, 8, 132), (A2016, 11, 187))
        ),
        *(
            Evenements(
                "dccs",
                *span,
                count,
                "personnes",
                people,
                {"theme": ["vademecum"], "public": _PUBLICS},
            )
            for span, count, people in ((A2015, 5, 84), (A2016, 6, 97))
        ),
    ),
    "afpa-journees": tuple(
        Evenements(
            "afpa", *span, count, "participants", people, {"journee": _JOURNEES, "public": who}
        )
        for who, figures in (
            (["stagiaires"], ((A2015, 4, 248), (A2016, 4, 280))),
            (["partenaires"], ((A2015, 4, 62), (A2016, 4, 75))),
        )
        for span, count, people in figures
    ),
    "actions-discriminations": tuple(
        Evenements("dccs", *span, count, "personnes", people, {"nature": [kind], "public": who})
        for kind, who, span, count, people in (
            ("module", ["elus", "acteurs"], A2015, 4, 71),
            ("module", ["elus", "acteurs"], A2016, 4, 66),
            ("conference", ["collegiens"], S1415, 2, 190),
            ("conference", ["collegiens"], RENTREE, 2, 210),
            ("visite", ["service-civique"], A2016, 1, 24),
            ("manifestation", ["grand-public"], A2016, 7, 940),
            ("exposition", ["grand-public"], A2016, 1, 310),
            ("sortie", ["grand-public"], A2016, 8, 176),
        )  # huit sorties, imprimé (fiche 14)
    ),
}

# What was not handed in: register, organisation, span.
NON_REMIS = frozenset(
    {
        ("soutien-parental", "cellule-ecoute-familles", "juil. 2016"),
        ("soutien-parental", "cellule-ecoute-familles", "août 2016"),
        ("afpa", "afpa", "T4 2016"),
        ("delinquance-secteurs", "police-nationale", "T4 2016"),
        ("videoprotection", "police-municipale", "déc. 2016"),
    }
)
