"""What a partner reads of a report by its link: what is needed to act, never the caller."""

from dataclasses import dataclass

from quietude.portail.resume import moment_of
from quietude.signalements.models import Fait, LienReponse, Signalement, Suite
from quietude.socle.formats import jour, nombre


@dataclass(frozen=True)
class Demande:
    """`lignes`: what is known, in pairs; `reponses`: what this partner has said already."""

    lignes: list[tuple[str, str]]
    reponses: list[Suite]
    close: bool


def asked(lien: LienReponse) -> Demande:
    """The report of this link, and what this partner has answered without an account since.

    What the town writes in the partner's name stays in the town's timeline.
    """
    row = lien.signalement
    told = row.fusionne_dans or row
    answers = Suite.objects.filter(
        signalement=told,
        organisation=lien.organisation,
        auteur__isnull=True,
        le__gte=lien.envoye_le,
    )
    return Demande(
        [(term, value) for term, value in _lines(row) if value], list(answers), told.clos
    )


def _lines(row: Signalement) -> list[tuple[str, str]]:
    facts = Fait.objects.filter(code__in=row.faits).values_list("libelle", flat=True)
    again = f"{nombre(row.total)} épisodes, le dernier le {jour(row.dernier_fait_le)}"
    point = row.longitude is not None and row.latitude is not None
    return [
        ("Quoi", row.categorie.libelle),
        ("Lieu", row.lieu.nom if row.lieu else ""),
        ("Adresse", row.adresse),
        (
            "Coordonnées",
            f"{nombre(row.latitude, 5)} ; {nombre(row.longitude, 5)}" if point else "",
        ),
        ("Quand", moment_of(row.fait_le, row.fait_heure)),
        ("Répété", again if row.total > 1 else ""),
        ("Constaté", ", ".join(facts)),
        ("Précision", row.note),
        ("Réponse attendue avant le", jour(row.echeance)),
    ]
