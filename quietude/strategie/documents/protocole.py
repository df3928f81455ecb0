"""An agreement annexed to the strategy: parties, sites, commitments, duration."""

from collections.abc import Iterator

from quietude.documents.contenu import (
    Bloc,
    Definitions,
    Liste,
    Markdown,
    Paragraphe,
    Titre,
    Valeur,
)
from quietude.socle.formats import jour
from quietude.strategie.documents.lecture import names, rank
from quietude.strategie.models import Protocole


def protocol_blocks(protocole: Protocole, niveau: int) -> Iterator[Bloc]:
    number = protocole.lieu if rank(protocole.lieu) else ""
    yield Titre(protocole.titre, niveau, number)
    if protocole.objet:
        yield Paragraphe(Markdown(protocole.objet))
    yield Definitions(tuple(_terms(protocole)))
    for partie in protocole.parties.all():
        (name,) = names([partie.organisation])
        yield Titre(f"Engagements : {name}", niveau + 1, au_sommaire=False)
        if partie.engagements:
            yield Liste(tuple(Markdown(text) for text in partie.engagements))
        else:
            yield Paragraphe("Aucun engagement propre.")
    if protocole.texte:
        yield Titre("Dispositions", niveau + 1, au_sommaire=False)
        yield Paragraphe(Markdown(protocole.texte))


def _terms(protocole: Protocole) -> Iterator[tuple[str, Valeur]]:
    yield (
        "Parties",
        tuple(
            f"{names([row.organisation])[0]} : {row.fonction}"
            for row in protocole.parties.all()
        ),
    )
    sites = tuple(row.lieu.nom for row in protocole.implantations.all())
    if sites:
        yield "Sites", sites
    if protocole.debut:
        yield "Signature", jour(protocole.debut)
    if protocole.duree_mois:
        yield "Durée", months(protocole.duree_mois)
    if protocole.reconduction:
        yield "Reconduction", Markdown(protocole.reconduction)
    if protocole.preavis_mois:
        yield "Préavis", months(protocole.preavis_mois)


def months(count: int) -> str:
    """48 -> "4 ans"; 18 -> "18 mois"."""
    if count % 12:
        return f"{count} mois"
    return f"{count // 12} an" + ("s" if count > 12 else "")
