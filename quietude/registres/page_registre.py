"""What the page of one register shows, and the history of its definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.historique import LIMITE, Entree, entries_of
from quietude.journal.models import Operation, Trace
from quietude.registres.lecture import (
    in_force_words,
    last_span,
    late_of,
    list_debtors,
)
from quietude.registres.mesures import measures_of
from quietude.registres.models import Champ, Registre
from quietude.registres.querysets import TOUTES_LES_LIGNES
from quietude.registres.rules import can_define_registre, providers_for
from quietude.registres.rules_definition import can_delete_registre, can_remind
from quietude.socle.formats import FINE, nombre

_REGISTRE = Registre._meta.label_lower
_CHAMP = Champ._meta.label_lower
_AILLEURS = ("registres.entree", "registres.relance")


@dataclass(frozen=True)
class VueChamp:
    """A field in words."""

    champ: Champ
    details: tuple[str, ...]
    dates: str
    ferme: bool
    choix: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VueFournisseur:
    """A provider in words."""

    nom: str
    adresse: str
    dates: str


def page_of(user: Utilisateur, registre: Registre) -> dict[str, Any]:
    """Everything the page shows; `registre` comes described."""
    return {
        "registre": registre,
        "champs": fields_of(registre),
        "fournisseurs": [
            VueFournisseur(
                row.organisation.nom, row.organisation.get_absolute_url(), in_force_words(row)
            )
            for row in registre.fournit.all()
        ],
        "mesures": [
            (row.libelle, row.cle, row.unite, row.agregat.value)
            for row in measures_of(registre)
        ],
        "derniere": last_span(user, registre),
        "debiteurs": list_debtors(late_of(user, [registre])),
        "dates": in_force_words(registre),
        "peut": can_define_registre(user),
        "peut_supprimer": can_delete_registre(user, registre),
        "peut_relancer": can_remind(user),
        "peut_saisir": bool(providers_for(user, registre)),
        "lit_les_lignes": user.role in TOUTES_LES_LIGNES or bool(providers_for(user, registre)),
    }


def fields_of(registre: Registre) -> list[VueChamp]:
    """The fields in words, in their order."""
    today = timezone.localdate()
    return [
        VueChamp(
            champ,
            tuple(_details(champ)),
            in_force_words(champ),
            bool(champ.jusqu_au and champ.jusqu_au < today),
            tuple((row.libelle, in_force_words(row)) for row in champ.choix.all()),
        )
        for champ in registre.champs.all()
    ]


def _details(champ: Champ) -> list[str]:
    rows = [champ.get_type_display()]
    if champ.unite:
        rows.append(f"en {champ.unite}" if champ.est_nombre else champ.unite)
    if champ.est_nombre:
        rows.append(champ.get_cumul_display().lower())
    if champ.minimum is not None:
        rows.append(f"au moins {nombre(champ.minimum)}")
    if champ.maximum is not None:
        rows.append(f"au plus {nombre(champ.maximum)}")
    if champ.division:
        rows.append(f"découpage{FINE}: {champ.division.nom}")
    rows.append("à remplir" if champ.obligatoire else "facultatif")
    return rows


def history_of_definition(registre: Registre) -> Sequence[Entree]:
    """Who changed what of the definition, newest first, fields taken away included.

    Choices are filed under their field; rows and reminders have their own pages.
    """
    own = Trace.objects.filter(sujet_type=_REGISTRE, sujet_id=str(registre.pk))
    fields = own.filter(objet_type=_CHAMP).values("objet_id")
    traces = (
        Trace.objects.filter(
            Q(sujet_type=_REGISTRE, sujet_id=str(registre.pk))
            | Q(sujet_type=_CHAMP, sujet_id__in=fields)
        )
        .exclude(operation=Operation.LECTURE)
        .exclude(objet_type__in=_AILLEURS)
        .select_related("acteur")
        .order_by("-id")[:LIMITE]
    )
    told = entries_of(list(traces))
    return [row for row in told if row.changements or not row.est_modification]
