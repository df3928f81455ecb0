"""Rules on the strategy itself: objectives, numbering, signatures."""

from collections.abc import Iterator

from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Trouvaille, regle
from quietude.strategie.controle.outils import fiches, listing
from quietude.strategie.enums import EtatStrategie, Gravite, NatureObjectif
from quietude.strategie.pack import PackObjectif, PackStrategie


def _objectifs(pack: Pack) -> Iterator[tuple[str, int, PackObjectif]]:
    strategie = pack.one(PackStrategie)
    if strategie:
        for rank, objectif in enumerate(strategie.objectifs):
            yield pack.path_of(strategie), rank, objectif


@regle(
    "OBJ-VIDE",
    "Objectif sans action",
    Gravite.ALERTE,
    "Un objectif opérationnel se traduit par au moins une action.",
)
def check_empty(pack: Pack) -> Iterator[Trouvaille]:
    used = {fiche.objectif for _, _, fiche in fiches(pack)}
    parents = {objectif.parent for _, _, objectif in _objectifs(pack)}
    for path, rank, objectif in _objectifs(pack):
        if objectif.nature != NatureObjectif.OPERATIONNEL:
            continue
        if objectif.code not in used | parents:
            yield Trouvaille(
                path,
                ("objectifs", rank),
                f"strategie#{objectif.code}",
                f"Aucune action ne sert l'objectif {objectif.numero} « {objectif.titre} ».",
                "Écrire une action, ou retirer l'objectif.",
            )


@regle(
    "OBJ-LIEN",
    "Objectif opérationnel sans objectif stratégique",
    Gravite.REMARQUE,
    "Un objectif opérationnel décline un objectif stratégique : le document dit lequel.",
)
def check_parent(pack: Pack) -> Iterator[Trouvaille]:
    rows = list(_objectifs(pack))
    if not any(o.nature == NatureObjectif.STRATEGIQUE for _, _, o in rows):
        return
    for path, rank, objectif in rows:
        if objectif.nature == NatureObjectif.OPERATIONNEL and objectif.parent is None:
            yield Trouvaille(
                path,
                ("objectifs", rank),
                f"strategie#{objectif.code}",
                f"L'objectif {objectif.numero} « {objectif.titre} » n'est rattaché à aucun "
                "objectif stratégique.",
                "Dire quel objectif stratégique il décline.",
            )


@regle(
    "OBJ-TITRE",
    "Deux titres pour un objectif",
    Gravite.REMARQUE,
    "Le document donne à un même objectif deux titres différents.",
)
def check_titles(pack: Pack) -> Iterator[Trouvaille]:
    for path, rank, objectif in _objectifs(pack):
        if objectif.titre_sommaire and objectif.titre_sommaire != objectif.titre:
            yield Trouvaille(
                path,
                ("objectifs", rank, "titre_sommaire"),
                f"strategie#{objectif.code}",
                f"Objectif {objectif.numero} : « {objectif.titre} » ici, "
                f"« {objectif.titre_sommaire} » ailleurs.",
                "Retenir un seul titre.",
            )


@regle(
    "STR-NUMEROS",
    "Numérotation des actions",
    Gravite.REMARQUE,
    "Les actions se suivent sans trou : un numéro manquant fait chercher une fiche perdue.",
)
def check_numbers(pack: Pack) -> Iterator[Trouvaille]:
    numbers = [fiche.numero for _, _, fiche in fiches(pack)]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    strategie = pack.one(PackStrategie)
    if missing and strategie:
        yield Trouvaille(
            pack.path_of(strategie),
            (),
            "strategie#numeros",
            f"Il manque l'action {listing([str(n) for n in missing])}.",
            "Renuméroter, ou retrouver la fiche.",
        )


@regle(
    "STR-SIGNATURE",
    "Stratégie adoptée sans signataire",
    Gravite.ALERTE,
    "Une stratégie adoptée dit qui l'a signée, par fonction.",
)
def check_signatures(pack: Pack) -> Iterator[Trouvaille]:
    strategie = pack.one(PackStrategie)
    if strategie and strategie.etat != EtatStrategie.PROJET and not strategie.signataires:
        yield Trouvaille(
            pack.path_of(strategie),
            ("etat",),
            "strategie#signataires",
            "La stratégie est adoptée et n'a pas de signataire.",
            "Inscrire les fonctions des signataires.",
        )
