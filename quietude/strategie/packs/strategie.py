"""strategie.yaml and chapitres/*.yaml."""

from collections.abc import Sequence
from typing import Any

from quietude.observatoire.models import Tableau
from quietude.partenaires.models import Organisation
from quietude.socle.pack.champs import Periode
from quietude.socle.pack.synchro import find, synchronise
from quietude.strategie.enums import EtatStrategie, NatureObjectif
from quietude.strategie.models import (
    Chapitre,
    ChapitreTableau,
    Dispense,
    Objectif,
    Signataire,
    Strategie,
)
from quietude.strategie.pack import (
    PackChapitre,
    PackDispense,
    PackNiveaux,
    PackObjectif,
    PackPrecedente,
    PackSignataire,
    PackStrategie,
)


def _read_precedente(strategie: Strategie) -> PackPrecedente | None:
    earlier = strategie.precedente
    if earlier is None:
        return None
    return PackPrecedente(
        code=earlier.code,
        titre=earlier.titre,
        periode=Periode(debut=earlier.debut, fin=earlier.fin),
    )


def _read_objectif(row: Objectif) -> PackObjectif:
    return PackObjectif(
        code=row.code,
        nature=NatureObjectif(row.nature),
        numero=row.numero,
        titre=row.titre,
        titre_sommaire=row.titre_sommaire,
        parent=row.parent.code if row.parent else None,
        texte=row.texte,
    )


def read_strategie(key: str) -> list[PackStrategie]:
    strategie = (
        Strategie.objects.filter(code=key)
        .select_related("precedente")
        .prefetch_related("objectifs__parent", "signataires__organisation", "dispenses")
        .first()
    )
    if strategie is None:
        return []
    return [
        PackStrategie(
            code=strategie.code,
            titre=strategie.titre,
            periode=Periode(debut=strategie.debut, fin=strategie.fin),
            etat=EtatStrategie(strategie.etat),
            adoptee_le=strategie.adoptee_le,
            precedente=_read_precedente(strategie),
            niveaux=PackNiveaux(
                strategique=strategie.niveau_strategique,
                operationnel=strategie.niveau_operationnel,
                fiche=strategie.niveau_fiche,
            ),
            objectifs=[_read_objectif(row) for row in strategie.objectifs.all()],
            signataires=[
                PackSignataire(
                    fonction=row.fonction,
                    organisation=row.organisation.code if row.organisation else None,
                )
                for row in strategie.signataires.all()
            ],
            dispenses=[
                PackDispense(regle=row.regle, objet=row.objet, motif=row.motif)
                for row in strategie.dispenses.all()
            ],
        )
    ]


def _write_precedente(earlier: PackPrecedente | None) -> Strategie | None:
    """An earlier strategy known by its name alone is recorded as closed."""
    if earlier is None:
        return None
    values: dict[str, Any] = {
        "titre": earlier.titre,
        "debut": earlier.periode.debut,
        "fin": earlier.periode.fin,
    }
    known = Strategie.objects.filter(code=earlier.code).first()
    if known is None:
        return Strategie.objects.create(code=earlier.code, etat=EtatStrategie.CLOSE, **values)
    if any(getattr(known, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(known, name, value)
        known.save()
    return known


def write_strategie(items: Sequence[PackStrategie], key: str) -> None:
    (item,) = items
    row = {
        "code": item.code,
        "titre": item.titre,
        "debut": item.periode.debut,
        "fin": item.periode.fin,
        "etat": item.etat,
        "adoptee_le": item.adoptee_le,
        "precedente": _write_precedente(item.precedente),
        "niveau_strategique": item.niveaux.strategique,
        "niveau_operationnel": item.niveaux.operationnel,
        "niveau_fiche": item.niveaux.fiche,
    }
    strategie = synchronise(Strategie.objects.filter(code=item.code), "code", [row])[item.code]
    _write_objectifs(strategie, item.objectifs)
    organisations = {row.code: row for row in Organisation.objects.all()}
    synchronise(
        Signataire.objects.filter(strategie=strategie),
        "ordre",
        [
            {
                "fonction": row.fonction,
                "organisation": find(organisations, row.organisation, "organisation")
                if row.organisation
                else None,
            }
            for row in item.signataires
        ],
        strategie=strategie,
    )
    synchronise(
        Dispense.objects.filter(strategie=strategie),
        "ordre",
        [row.model_dump() for row in item.dispenses],
        strategie=strategie,
    )


def _write_objectifs(strategie: Strategie, items: Sequence[PackObjectif]) -> None:
    existing = Objectif.objects.filter(strategie=strategie)
    rows = [item.model_dump(exclude={"parent"}) for item in items]
    known = synchronise(existing, "code", rows, strategie=strategie)
    parents = [
        {
            "code": item.code,
            "parent": find(known, item.parent, "objectif") if item.parent else None,
        }
        for item in items
    ]
    synchronise(existing, "code", parents, strategie=strategie)


def read_chapitres(key: str) -> list[PackChapitre]:
    chapitres = Chapitre.objects.filter(strategie__code=key).prefetch_related(
        "illustrations__tableau"
    )
    return [
        PackChapitre(
            code=row.code,
            numero=row.numero,
            titre=row.titre,
            texte=row.texte,
            tableaux=[link.tableau.code for link in row.illustrations.all()],
        )
        for row in sorted(chapitres, key=lambda row: row.code)
    ]


def write_chapitres(items: Sequence[PackChapitre], key: str) -> None:
    strategie = Strategie.objects.get(code=key)
    chapitres = synchronise(
        Chapitre.objects.filter(strategie=strategie),
        "code",
        [item.model_dump(exclude={"tableaux"}) for item in items],
        strategie=strategie,
    )
    tableaux = {row.code: row for row in Tableau.objects.filter(recueil=key)}
    for item in items:
        chapitre = chapitres[item.code]
        synchronise(
            ChapitreTableau.objects.filter(chapitre=chapitre),
            "ordre",
            [{"tableau": find(tableaux, code, "tableau")} for code in item.tableaux],
            chapitre=chapitre,
        )
