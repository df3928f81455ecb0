"""fiches/*.yaml, from the database."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from quietude.partenaires.models import Organisation
from quietude.socle.pack.champs import Periode
from quietude.socle.pack.synchro import find, synchronise
from quietude.strategie.enums import (
    FrequenceIndicateur,
    NatureIndicateur,
    NatureLien,
    RoleEngagement,
    SensIndicateur,
)
from quietude.strategie.models import (
    DocumentLie,
    Engagement,
    FicheAction,
    FicheSecteur,
    Financement,
    Indicateur,
    Jalon,
    Lien,
    Mesure,
    Objectif,
    ReferenceLegale,
    Strategie,
)
from quietude.strategie.pack import (
    PackDocument,
    PackFiche,
    PackFinancement,
    PackIndicateur,
    PackJalon,
    PackLien,
    PackMesure,
    PackReference,
    PackSource,
)
from quietude.territoire.models import Secteur

_PLAIN = (
    "numero", "titre", "titre_sommaire", "etat", "avancement", "constat", "but", "contenu",
    "publics", "partenaires_mention", "instances", "debut", "fin", "evaluation",
)  # fmt: skip
_REFERENCE = ("reference", "datee_du", "objet", "remplacee_par", "remplacee_le")
_FINANCEMENT = ("financeur", "annee", "demande", "accorde", "depense", "note")
_INDICATEUR = (
    "code", "libelle", "unite", "ventilation", "reference", "reference_note", "cible",
    "cible_echeance", "note",
)  # fmt: skip
_CHILDREN = (
    "cadre", "engagements__organisation", "perimetre__secteur__division", "jalons",
    "financements", "documents", "liens__vers", "liens__strategie", "mesures",
    "indicateurs__fournisseur", "objectif",
)  # fmt: skip


def _pick(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _read_indicateur(row: Indicateur) -> PackIndicateur:
    start, end = row.reference_debut, row.reference_fin
    return PackIndicateur(
        **_pick(row, _INDICATEUR),
        nature=NatureIndicateur(row.nature) if row.nature else None,
        sens=SensIndicateur(row.sens) if row.sens else None,
        frequence=FrequenceIndicateur(row.frequence) if row.frequence else None,
        fournisseur=row.fournisseur.code if row.fournisseur else None,
        reference_periode=Periode(debut=start, fin=end) if start and end else None,
        source=PackSource(**row.source) if row.source else None,
    )


def _organisations(
    rows: Iterable[Engagement], role: RoleEngagement, mesure_id: int | None
) -> list[str]:
    return [
        row.organisation.code for row in rows if row.role == role and row.mesure_id == mesure_id
    ]


def _read_mesure(fiche: FicheAction, mesure: Mesure) -> PackMesure:
    return PackMesure(
        **_pick(mesure, ("numero", "titre", "objectif", "contenu", "instances")),
        cadre=[
            PackReference(**_pick(row, _REFERENCE))
            for row in fiche.cadre.all()
            if row.mesure_id == mesure.pk
        ],
        pilotes=_organisations(fiche.engagements.all(), RoleEngagement.PILOTE, mesure.pk),
        indicateurs=[
            _read_indicateur(row)
            for row in fiche.indicateurs.all()
            if row.mesure_id == mesure.pk
        ],
    )


def _read_lien(lien: Lien) -> PackLien:
    return PackLien(
        nature=NatureLien(lien.nature),
        fiche=lien.vers.numero if lien.vers else None,
        strategie=lien.strategie.code if lien.strategie else None,
        mention=lien.mention,
    )


def read_fiche(fiche: FicheAction) -> PackFiche:
    """One sheet whose children are already fetched (see `read_fiches`)."""
    engagements = fiche.engagements.all()
    return PackFiche(
        **_pick(fiche, _PLAIN),
        objectif=fiche.objectif.code,
        cadre=[
            PackReference(**_pick(row, _REFERENCE))
            for row in fiche.cadre.all()
            if row.mesure_id is None
        ],
        secteurs=[row.secteur.chemin for row in fiche.perimetre.all()],
        pilotes=_organisations(engagements, RoleEngagement.PILOTE, None),
        partenaires=_organisations(engagements, RoleEngagement.PARTENAIRE, None),
        mesures=[_read_mesure(fiche, mesure) for mesure in fiche.mesures.all()],
        jalons=[
            PackJalon(**_pick(row, ("titre", "echeance", "precision", "etat")))
            for row in fiche.jalons.all()
        ],
        financements=[
            PackFinancement(**_pick(row, _FINANCEMENT)) for row in fiche.financements.all()
        ],
        documents=[
            PackDocument(titre=row.titre, url=row.url or None, note=row.note)
            for row in fiche.documents.all()
        ],
        liens=[_read_lien(row) for row in fiche.liens.all()],
        indicateurs=[
            _read_indicateur(row) for row in fiche.indicateurs.all() if row.mesure_id is None
        ],
    )


def read_fiches(key: str) -> list[PackFiche]:
    rows = FicheAction.objects.filter(strategie__code=key).prefetch_related(*_CHILDREN)
    return [read_fiche(fiche) for fiche in rows]


class _Index:
    """What sheets refer to by code, fetched once."""

    def __init__(self, strategie: Strategie) -> None:
        self.strategie = strategie
        self.objectifs: dict[str, Objectif] = {o.code: o for o in strategie.objectifs.all()}
        self.organisations: dict[str, Organisation] = {
            row.code: row for row in Organisation.objects.all()
        }
        self.strategies = {row.code: row for row in Strategie.objects.all()}
        sectors = Secteur.objects.select_related("division")
        self.secteurs = {row.chemin: row for row in sectors}
        self.fiches: dict[int, FicheAction] = {}

    def objectif(self, code: str) -> Objectif:
        return find(self.objectifs, code, "objectif")

    def organisation(self, code: str) -> Organisation:
        return find(self.organisations, code, "organisation")


def write_fiches(items: Sequence[PackFiche], key: str) -> None:
    """Sheets first, then their children, since sheets link to one another."""
    index = _Index(Strategie.objects.get(code=key))
    rows = [
        {**_pick(item, _PLAIN), "objectif": index.objectif(item.objectif)} for item in items
    ]
    index.fiches = synchronise(
        FicheAction.objects.filter(strategie=index.strategie),
        "numero",
        rows,
        strategie=index.strategie,
    )
    for item in items:
        _write_children(index, index.fiches[item.numero], item)


def fetch_fiche(pk: int) -> tuple[FicheAction, PackFiche]:
    """One sheet, with its description as a pack."""
    fiche = (
        FicheAction.objects.select_related("strategie").prefetch_related(*_CHILDREN).get(pk=pk)
    )
    return fiche, read_fiche(fiche)


def rewrite_fiche(fiche: FicheAction, item: PackFiche) -> None:
    """Make one sheet say exactly `item`; raises ActionImpossible on an unknown code."""
    index = _Index(fiche.strategie)
    index.fiches = {row.numero: row for row in fiche.strategie.fiches.all()}
    row = {**_pick(item, _PLAIN), "objectif": index.objectif(item.objectif)}
    synchronise(FicheAction.objects.filter(pk=fiche.pk), "numero", [row])
    _write_children(index, fiche, item)


def _write_children(index: _Index, fiche: FicheAction, item: PackFiche) -> None:
    mesures = synchronise(
        Mesure.objects.filter(fiche=fiche),
        "numero",
        [
            _pick(m, ("numero", "titre", "objectif", "contenu", "instances"))
            for m in item.mesures
        ],
        fiche=fiche,
    )
    by_measure: list[tuple[Mesure | None, PackFiche | PackMesure]] = [(None, item)]
    by_measure += [(mesures[part.numero], part) for part in item.mesures]
    references = (
        {**row.model_dump(), "mesure": mesure}
        for mesure, part in by_measure
        for row in part.cadre
    )
    indicateurs = (
        _indicateur_row(index, row, mesure)
        for mesure, part in by_measure
        for row in part.indicateurs
    )
    engagements = chain.from_iterable(
        _engagement_rows(index, part, mesure) for mesure, part in by_measure
    )
    for model, key, rows in (
        (ReferenceLegale, "ordre", references),
        (Indicateur, "code", indicateurs),
        (Engagement, ("mesure_id", "organisation_id", "role"), engagements),
        (FicheSecteur, "ordre", _secteur_rows(index, item)),
        (Jalon, "ordre", (row.model_dump() for row in item.jalons)),
        (Financement, "ordre", (row.model_dump() for row in item.financements)),
        (
            DocumentLie,
            "ordre",
            ({**r.model_dump(), "url": r.url or ""} for r in item.documents),
        ),
        (Lien, "ordre", (_lien_row(index, row) for row in item.liens)),
    ):
        synchronise(model.objects.filter(fiche=fiche), key, list(rows), fiche=fiche)


def _secteur_rows(index: _Index, item: PackFiche) -> Iterable[dict[str, Any]]:
    return ({"secteur": find(index.secteurs, path, "secteur")} for path in item.secteurs)


def _engagement_rows(
    index: _Index, part: PackFiche | PackMesure, mesure: Mesure | None
) -> Iterable[dict[str, Any]]:
    wanted = [(RoleEngagement.PILOTE, code) for code in part.pilotes]
    if isinstance(part, PackFiche):
        wanted += [(RoleEngagement.PARTENAIRE, code) for code in part.partenaires]
    for role, code in wanted:
        yield {"organisation": index.organisation(code), "role": role.value, "mesure": mesure}


def _indicateur_row(
    index: _Index, item: PackIndicateur, mesure: Mesure | None
) -> dict[str, Any]:
    span = item.reference_periode
    return {
        **_pick(item, _INDICATEUR),
        "nature": item.nature or "",
        "sens": item.sens or "",
        "frequence": item.frequence or "",
        "fournisseur": index.organisation(item.fournisseur) if item.fournisseur else None,
        "reference_debut": span.debut if span else None,
        "reference_fin": span.fin if span else None,
        "source": source_row(item.source),
        "mesure": mesure,
    }


def source_row(source: PackSource | None) -> dict[str, Any] | None:
    """As it is stored: what is not said is left out."""
    return source.model_dump(mode="json", exclude_defaults=True) if source else None


def _lien_row(index: _Index, item: PackLien) -> dict[str, Any]:
    return {
        "nature": item.nature,
        "vers": find(index.fiches, item.fiche, "fiche") if item.fiche else None,
        "strategie": find(index.strategies, item.strategie, "stratégie")
        if item.strategie
        else None,
        "mention": item.mention,
    }
