"""A strategy is checked like code: rules with codes, on packs and on live data alike.

Nothing is corrected silently: a rule only says what it finds and suggests.
"""

from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle import (  # noqa: F401 - importing registers the rules
    chiffres,
    diagnostic,
    fiches,
    indicateurs,
    objectifs,
    references,
    tableaux,
)
from quietude.strategie.controle.constat import REGLES, Constat
from quietude.strategie.enums import Gravite
from quietude.strategie.pack import PackStrategie

_RANG = {Gravite.ERREUR: 0, Gravite.ALERTE: 1, Gravite.REMARQUE: 2}


def controle(pack: Pack) -> list[Constat]:
    """Every finding of every rule, gravest first, then in the order of the document."""
    strategie = pack.one(PackStrategie)
    motifs = {(d.regle, d.objet): d.motif for d in strategie.dispenses} if strategie else {}
    found = [
        Constat(
            regle=rule.code,
            titre=rule.titre,
            gravite=rule.gravite,
            fichier=seen.fichier,
            endroit=seen.endroit,
            objet=seen.objet,
            message=seen.message,
            suggestion=seen.suggestion,
            dispense=motifs.get((rule.code, seen.objet), ""),
        )
        for rule in REGLES.values()
        for seen in rule.check(pack)
    ]
    return sorted(found, key=lambda c: (_RANG[c.gravite], c.regle, c.fichier, c.objet))
