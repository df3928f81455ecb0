"""One action sheet, always in the same order, so that readers know where to look."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from quietude.documents.contenu import (
    Bloc,
    Colonne,
    Definitions,
    Feuillet,
    Ligne,
    Liste,
    Markdown,
    Paragraphe,
    TableauDonnees,
    Titre,
    Valeur,
)
from quietude.socle.formats import jour, jour_court, nombre, pourcent
from quietude.strategie.documents.lecture import names
from quietude.strategie.enums import RoleEngagement
from quietude.strategie.models import (
    Engagement,
    FicheAction,
    Financement,
    Indicateur,
    Jalon,
    Lien,
    Mesure,
    ReferenceLegale,
)

ABSENT = "Non renseigné"


def sheet_blocks(fiche: FicheAction, niveau: int) -> Iterator[Bloc]:
    """The whole sheet, its title at heading level `niveau`."""
    return _without_seams(_blocks(fiche, niveau))


def _without_seams(blocs: Iterable[Bloc]) -> Iterator[Bloc]:
    """What is missing takes one line each; lines that follow one another make one table."""
    pending: tuple[tuple[str, Valeur], ...] = ()
    for bloc in blocs:
        if isinstance(bloc, Definitions):
            pending += bloc.termes
            continue
        if pending:
            yield Definitions(pending)
            pending = ()
        yield bloc
    if pending:
        yield Definitions(pending)


def _blocks(fiche: FicheAction, niveau: int) -> Iterator[Bloc]:
    inside = niveau + 1
    yield Feuillet(
        Titre(fiche.titre, niveau, str(fiche.numero)),
        surtitre=f"{fiche.strategie.niveau_fiche} n° {fiche.numero}",
        mentions=(fiche.get_etat_display(), f"Avancement : {pourcent(fiche.avancement)}"),
    )
    yield Definitions(tuple(_identity(fiche)))
    yield from _text("Constat", fiche.constat, inside)
    yield from _text("Objectif de l’action", fiche.but, inside)
    yield from _text("Contenu", fiche.contenu, inside)
    for mesure in fiche.mesures.all():
        yield from _measure(fiche, mesure, inside)
    yield from _legal(fiche, None, inside)
    yield from _calendar(fiche, inside)
    yield from _funding(fiche, inside)
    yield from _indicators(fiche, None, inside, required=True)
    if fiche.evaluation:
        yield from _text("Évaluation prévue", fiche.evaluation, inside)
    yield from _documents(fiche, inside)
    yield from _links(fiche, inside)


def organisations_of(
    fiche: FicheAction, role: RoleEngagement, mesure: Mesure | None = None
) -> tuple[str, ...]:
    """Who is engaged in this role, in the sheet itself or in one measure."""
    key = mesure.pk if mesure else None
    rows: Iterable[Engagement] = fiche.engagements.all()
    return names(r.organisation for r in rows if r.role == role and r.mesure_id == key)


def period(debut: date | None, fin: date | None) -> str:
    """From when to when, as far as it is known."""
    if debut and fin:
        return f"Du {jour(debut)} au {jour(fin)}"
    if debut:
        return f"À partir du {jour(debut)}"
    return f"Jusqu’au {jour(fin)}" if fin else ""


def partners_of(fiche: FicheAction) -> tuple[str, ...]:
    others = (fiche.partenaires_mention,) if fiche.partenaires_mention else ()
    return organisations_of(fiche, RoleEngagement.PARTENAIRE) + others


def _identity(fiche: FicheAction) -> Iterator[tuple[str, Valeur]]:
    objectif = fiche.objectif
    label = (
        fiche.strategie.niveau_operationnel
        if objectif.nature == "operationnel"
        else fiche.strategie.niveau_strategique
    )
    yield label, f"{objectif.numero}. {objectif.titre}"
    yield "Pilote", _listed(organisations_of(fiche, RoleEngagement.PILOTE))
    yield "Partenaires", _listed(partners_of(fiche))
    yield "Publics", _listed(tuple(fiche.publics))
    yield "Secteurs", _listed(tuple(row.secteur.nom for row in fiche.perimetre.all()))
    yield "Dates", period(fiche.debut, fiche.fin) or ABSENT


def _listed(values: tuple[str, ...]) -> Valeur:
    if len(values) > 1:
        return values
    return values[0] if values else ABSENT


def _text(title: str, text: str, niveau: int) -> Iterator[Bloc]:
    if not text.strip():
        yield Definitions(((title, ABSENT),))
        return
    yield Titre(title, niveau, au_sommaire=False)
    yield Paragraphe(Markdown(text))


def _measure(fiche: FicheAction, mesure: Mesure, niveau: int) -> Iterator[Bloc]:
    title = f"Mesure {mesure.numero} : {mesure.titre}"
    yield Titre(title, niveau, au_sommaire=False)
    if pilots := organisations_of(fiche, RoleEngagement.PILOTE, mesure):
        yield Definitions((("Pilote", _listed(pilots)),))
    if mesure.objectif:
        yield from _text("Objectif de la mesure", mesure.objectif, niveau + 1)
    if mesure.contenu:
        yield Paragraphe(Markdown(mesure.contenu))
    yield from _legal(fiche, mesure, niveau + 1)
    yield from _indicators(fiche, mesure, niveau + 1, required=False)


def _legal(fiche: FicheAction, mesure: Mesure | None, niveau: int) -> Iterator[Bloc]:
    key = mesure.pk if mesure else None
    rows = [row for row in fiche.cadre.all() if row.mesure_id == key]
    if not rows:
        return
    yield Titre("Cadre légal", niveau, au_sommaire=False)
    yield Liste(tuple(_reference(row) for row in rows))


def _reference(row: ReferenceLegale) -> str:
    text = row.reference
    if row.datee_du:
        text += f", du {jour(row.datee_du)}"
    if row.objet:
        text += f" : {row.objet}"
    if row.remplacee_par:
        since = f" depuis le {jour(row.remplacee_le)}" if row.remplacee_le else ""
        text += f" (remplacé par {row.remplacee_par}{since})"
    return text


def _section(
    title: str, niveau: int, columns: tuple[Colonne, ...], lines: Sequence[Ligne]
) -> Iterator[Bloc]:
    if not lines:
        yield Definitions(((title, ABSENT),))
        return
    yield Titre(title, niveau, au_sommaire=False)
    yield TableauDonnees(columns, tuple(lines))


def _calendar(fiche: FicheAction, niveau: int) -> Iterator[Bloc]:
    rows: Iterable[Jalon] = fiche.jalons.all()
    lines = [
        Ligne((row.titre, _deadline(row), row.get_etat_display() if row.etat else ""))
        for row in rows
    ]
    columns = (Colonne("Étape", poids=3), Colonne("Échéance", poids=2), Colonne("État"))
    yield from _section("Calendrier", niveau, columns, lines)


def _deadline(row: Jalon) -> str:
    day = jour_court(row.echeance)
    return " – ".join(part for part in (day, row.precision) if part)


def _funding(fiche: FicheAction, niveau: int) -> Iterator[Bloc]:
    rows: list[Financement] = list(fiche.financements.all())
    lines = [
        Ligne(
            (
                row.get_financeur_display() + (f" – {row.note}" if row.note else ""),
                str(row.annee or ""),
                amount(row.demande),
                amount(row.accorde),
                amount(row.depense),
            )
        )
        for row in rows
    ]
    sums = [total(rows, name) for name in ("demande", "accorde", "depense")]
    if len(rows) > 1 and any(sum_ is not None for sum_ in sums):
        lines.append(Ligne(("Total", "", *map(amount, sums)), total=True))
    columns = (
        Colonne("Financeur", poids=3),
        Colonne("Année"),
        Colonne("Demandé (€)", nombre=True),
        Colonne("Accordé (€)", nombre=True),
        Colonne("Dépensé (€)", nombre=True),
    )
    yield from _section("Financement", niveau, columns, lines)


def total(rows: Iterable[Financement], field: str) -> Decimal | None:
    """Sum of the known amounts; None when none is known."""
    known = [value for row in rows if (value := getattr(row, field)) is not None]
    return sum(known, Decimal(0)) if known else None


def amount(value: Decimal | None) -> Decimal | None:
    """Whole euros when there are no cents."""
    if value is None or value != value.to_integral_value():
        return value
    return value.quantize(Decimal(1))


def _indicators(
    fiche: FicheAction, mesure: Mesure | None, niveau: int, *, required: bool
) -> Iterator[Bloc]:
    key = mesure.pk if mesure else None
    rows = [row for row in fiche.indicateurs.all() if row.mesure_id == key]
    if not rows and not required:
        return
    lines = [
        Ligne(
            (
                _indicator_label(row),
                row.get_nature_display(),
                _baseline(row),
                _target(row),
                _frequency(row),
            )
        )
        for row in rows
    ]
    columns = (
        Colonne("Indicateur", poids=7),
        Colonne("Nature", poids=3),
        Colonne("Référence", poids=4),
        Colonne("Cible", poids=3),
        Colonne("Suivi", poids=3),
    )
    yield from _section("Indicateurs", niveau, columns, lines)


def _indicator_label(row: Indicateur) -> str:
    parts = [row.libelle + (f" ({row.unite})" if row.unite else "")]
    if row.ventilation:
        parts.append("selon " + ", ".join(row.ventilation))
    if row.note:
        parts.append(row.note)
    return " – ".join(parts)


def _baseline(row: Indicateur) -> str:
    value = nombre(row.reference) if row.reference is not None else ""
    span = " – ".join(jour_court(d) for d in (row.reference_debut, row.reference_fin) if d)
    dated = f"{value} ({span})" if value and span else value or span
    return " ; ".join(part for part in (dated, row.reference_note) if part)


def _target(row: Indicateur) -> str:
    value = nombre(row.cible) if row.cible is not None else ""
    deadline = f"au {jour_court(row.cible_echeance)}" if row.cible_echeance else ""
    return " ".join(part for part in (row.get_sens_display(), value, deadline) if part)


def _frequency(row: Indicateur) -> str:
    supplier = str(row.fournisseur) if row.fournisseur else ""
    return ", ".join(part for part in (row.get_frequence_display(), supplier) if part)


def _documents(fiche: FicheAction, niveau: int) -> Iterator[Bloc]:
    rows = list(fiche.documents.all())
    if not rows:
        return
    yield Titre("Documents", niveau, au_sommaire=False)
    parts = ((row.titre, row.note, row.url or row.fichier_nom) for row in rows)
    yield Liste(tuple(" – ".join(part for part in texts if part) for texts in parts))


def _links(fiche: FicheAction, niveau: int) -> Iterator[Bloc]:
    rows: list[Lien] = list(fiche.liens.all())
    if not rows:
        return
    yield Titre("Liens", niveau, au_sommaire=False)
    yield Liste(tuple(_link(row) for row in rows))


def _link(row: Lien) -> str:
    if row.vers:
        target = f"fiche {row.vers.numero}, {row.vers.titre}"
    else:
        target = row.strategie.titre if row.strategie else ""
    text = " : ".join(part for part in (row.get_nature_display(), target) if part)
    return f"{text} – {row.mention}" if row.mention else text
