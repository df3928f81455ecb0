"""What an evaluation says of each action sheet: where it stands, its steps, figures, money."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Prefetch

from quietude.comptes.models import Utilisateur
from quietude.evaluation.lectures import Lecture
from quietude.evaluation.mots import say, say_aim, say_baseline, say_missing
from quietude.evaluation.photo import (
    VueEtape,
    VueFiche,
    VueFinancement,
    VueIndicateur,
    VueObjectif,
    VueParole,
    VuePart,
    VueValeur,
)
from quietude.evaluation.valeurs import read_lots
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Valeur, catalogue
from quietude.observatoire.presentation.cellules import plain
from quietude.socle.periodes import Periode
from quietude.strategie.enums import EtatJalon, FrequenceIndicateur, RoleEngagement
from quietude.strategie.models import (
    Engagement,
    FicheAction,
    Financement,
    Indicateur,
    Jalon,
    Objectif,
    Strategie,
)
from quietude.strategie.pack import PackSource

SANS_INDICATEUR = "Le document ne donne pas d’indicateur à cette action."
TEXTE_A_ECRIRE = "texte à écrire"


def periods_of(indicateur: Indicateur, annee: int) -> tuple[Periode, Periode]:
    """The year before and the year; school years that end in them where it counts so."""
    if indicateur.frequence == FrequenceIndicateur.ANNEE_SCOLAIRE:
        return Periode.annee_scolaire(annee - 2), Periode.annee_scolaire(annee - 1)
    return Periode.annee(annee - 1), Periode.annee(annee)


def read_sheets(
    user: Utilisateur,
    strategie: Strategie,
    annee: int,
    le: date,
    paroles: Mapping[int | None, list[VueParole]],
) -> list[VueFiche]:
    """Every sheet of the strategy, by number; steps are late as of `le`."""
    rows = list(_sheets(user, strategie))
    figures = read_figures(user, rows, annee)
    return [
        VueFiche(
            numero=row.numero,
            titre=row.titre,
            objectif=row.objectif.code,
            pilotes=_pilots(row),
            etat=row.get_etat_display(),
            avancement=row.avancement,
            etapes=[_step(jalon, le) for jalon in row.jalons.all()],
            indicateurs=figures[row.pk],
            sans_indicateur="" if figures[row.pk] else SANS_INDICATEUR,
            financements=[
                _money(line) for line in row.financements.all() if line.annee in (None, annee)
            ],
            paroles=paroles.get(row.pk, []),
        )
        for row in rows
    ]


def _sheets(user: Utilisateur, strategie: Strategie) -> Iterable[FicheAction]:
    indicators = Indicateur.objects.select_related("fiche__strategie", "fournisseur", "mesure")
    return (
        FicheAction.objects.visible_to(user)
        .filter(strategie=strategie)
        .select_related("objectif")
        .prefetch_related(
            Prefetch("engagements", Engagement.objects.select_related("organisation")),
            "jalons",
            "financements",
            Prefetch("indicateurs", indicators),
        )
        .order_by("numero")
    )


def _pilots(fiche: FicheAction) -> list[str]:
    """Who leads the sheet, then who leads one of its measures, each once."""
    leaders = [row for row in fiche.engagements.all() if row.role == RoleEngagement.PILOTE]
    leaders.sort(key=lambda row: row.mesure_id is not None)
    return list(dict.fromkeys(row.organisation.nom for row in leaders))


def _step(jalon: Jalon, le: date) -> VueEtape:
    expected = jalon.etat == EtatJalon.PREVU
    return VueEtape(
        titre=jalon.titre,
        echeance=jalon.echeance,
        precision=jalon.precision,
        etat=jalon.get_etat_display(),
        en_retard=expected and jalon.echeance is not None and jalon.echeance < le,
    )


def _money(row: Financement) -> VueFinancement:
    return VueFinancement(
        financeur=row.get_financeur_display(),
        annee=row.annee,
        demande=row.demande,
        accorde=row.accorde,
        depense=row.depense,
        note=row.note,
    )


# -- figures --------------------------------------------------------------------------------


def read_figures(
    user: Utilisateur, fiches: Sequence[FicheAction], annee: int
) -> dict[int, list[VueIndicateur]]:
    """The indicators of each sheet, in its order, read all at once."""
    rows = [row for fiche in fiches for row in fiche.indicateurs.all()]
    named = {cle for cle, mesure in catalogue().items() if mesure.flux.nominatif}
    lectures = read_lots(user, [(row, periods_of(row, annee)) for row in rows])
    found: dict[int, list[VueIndicateur]] = {fiche.pk: [] for fiche in fiches}
    for lecture in lectures:
        found[lecture.indicateur.fiche_id].append(see(lecture, named))
    return found


def see(lecture: Lecture, named: Collection[str] = ()) -> VueIndicateur:
    """An indicator as it is frozen: words and digits, no reference to anything that moves.

    `named` are the keys of the measures drawn from named follow-up.
    """
    row, last = lecture.indicateur, lecture.periode
    written = bool(lecture.source and lecture.source.texte)
    comment = lecture.textes.get(last, "") if last and not written else ""
    return VueIndicateur(
        code=row.code,
        libelle=row.libelle,
        nature=row.get_nature_display(),
        unite=lecture.unite,
        origine=lecture.origine,
        nominatif=_is_named(lecture.source, named),
        valeurs=[
            _text(span, lecture.textes.get(span, "")) if written else _value(span, value)
            for span, value in lecture.valeurs.items()
        ],
        dimensions=list(lecture.dimensions),
        parts=_parts(lecture),
        reference=say_baseline(row) or row.reference_note,
        cible=say_aim(row),
        signe=lecture.statut.signe,
        statut=lecture.statut.libelle,
        jugement=lecture.jugement,
        evolution=lecture.evolution,
        commentaire=comment,
        manques=say_missing(lecture.manques, long=True),
    )


def _is_named(source: PackSource | None, named: Collection[str]) -> bool:
    """A share of named follow-up tells of it as much as a count does."""
    if source is None:
        return False
    return source.mesure in named or bool(source.rapport and source.rapport.mesure in named)


def _value(span: Periode, value: Valeur) -> VueValeur:
    number = value.nombre
    return VueValeur(
        periode=span.libelle,
        debut=span.debut,
        fin=span.fin,
        nombre=None if number is None else plain(number),
        texte=say(value),
        etat=value.etat.value,
        raison=value.raison,
    )


def _text(span: Periode, text: str) -> VueValeur:
    state = EtatValeur.CONNUE if text else EtatValeur.ABSENTE
    return VueValeur(
        periode=span.libelle,
        debut=span.debut,
        fin=span.fin,
        texte=text or TEXTE_A_ECRIRE,
        etat=state.value,
    )


def _parts(lecture: Lecture) -> list[VuePart]:
    """Lines in the order of the closed lists; the engine tells the same ones of each period."""
    known = {codes for split in lecture.parts.values() for codes in split}
    ranks = [{code: rank for rank, code in enumerate(words)} for words in lecture.libelles]

    def order(codes: tuple[str, ...]) -> list[int]:
        return [rank.get(code, len(rank)) for rank, code in zip(ranks, codes, strict=False)]

    return [
        VuePart(
            libelles=[
                words.get(code, code)
                for words, code in zip(lecture.libelles, codes, strict=False)
            ],
            valeurs=[_value(span, lecture.part(span, codes)) for span in lecture.valeurs],
        )
        for codes in sorted(known, key=order)
    ]


# -- objectives -----------------------------------------------------------------------------


def read_objectives(strategie: Strategie, fiches: Iterable[VueFiche]) -> list[VueObjectif]:
    """In the order of the strategy, each with the numbers of its own sheets."""
    own: dict[str, list[int]] = defaultdict(list)
    for fiche in fiches:
        own[fiche.objectif].append(fiche.numero)
    rows = Objectif.objects.filter(strategie=strategie)
    return [
        VueObjectif(
            code=row.code,
            numero=row.numero,
            titre=row.titre,
            fiches=own[row.code],
        )
        for row in rows
    ]
