"""Coherence rules on the bodies; they join those of the strategy."""

from collections.abc import Iterator

from quietude.instances.enums import Confidentialite
from quietude.instances.pack import PackInstance, PackInstances, PackRythme
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle import references
from quietude.strategie.controle.constat import Endroit, Trouvaille, regle
from quietude.strategie.controle.outils import listing
from quietude.strategie.enums import Gravite, NatureObjectif
from quietude.strategie.pack import PackStrategie


def _instances(pack: Pack) -> Iterator[tuple[str, int, PackInstance]]:
    for item in pack.all(PackInstances):
        for rank, instance in enumerate(item.instances):
            yield pack.path_of(item), rank, instance


def _defined(pack: Pack) -> Iterator[references.Definition]:
    for path, rank, instance in _instances(pack):
        yield "instance", instance.code, path, ("instances", rank, "code")


def _referred(pack: Pack) -> Iterator[references.Renvoi]:
    for path, rank, instance in _instances(pack):
        place: Endroit = ("instances", rank)
        if instance.rend_compte_a is not None:
            yield path, (*place, "rend_compte_a"), "instance", instance.rend_compte_a
        for position, code in enumerate(instance.objectifs):
            yield path, (*place, "objectifs", position), "objectif", code
        for position, member in enumerate(instance.composition):
            if member.organisation is not None:
                where = (*place, "composition", position, "organisation")
                yield path, where, "organisation", member.organisation


references.DEFINITIONS.append(_defined)
references.RENVOIS.append(_referred)


def _found(
    path: str, rank: int, instance: PackInstance, field: str, message: str, suggestion: str
) -> Trouvaille:
    name = instance.sigle or instance.nom
    return Trouvaille(
        path,
        ("instances", rank, field),
        f"instances#{instance.code}",
        f"{name} : {message}",
        suggestion,
    )


@regle(
    "INS-RYTHME",
    "Instance sans rythme",
    Gravite.ALERTE,
    "Sans rythme, rien ne dit si l'instance se réunit assez.",
)
def check_rhythm(pack: Pack) -> Iterator[Trouvaille]:
    for path, rank, instance in _instances(pack):
        if not instance.rythmes:
            yield _found(
                path, rank, instance, "code", "aucun rythme de réunion.", "Fixer un rythme."
            )


def _rate(rythme: PackRythme) -> tuple[int, int, int | None, str, bool]:
    return (rythme.fois, rythme.tous_les, rythme.jusqu_a, rythme.unite, rythme.temps_scolaire)


@regle(
    "INS-RYTHMES",
    "Deux rythmes pour une instance",
    Gravite.ALERTE,
    "Le document donne à une instance des rythmes différents selon l'endroit.",
)
def check_rhythms(pack: Pack) -> Iterator[Trouvaille]:
    for path, rank, instance in _instances(pack):
        publics = {rythme.public for rythme in instance.rythmes}
        if len({(r.public, _rate(r)) for r in instance.rythmes}) > len(publics):
            said = listing([f"« {r.mention} » ({r.lieu})" for r in instance.rythmes])
            yield _found(
                path,
                rank,
                instance,
                "rythmes",
                f"rythmes différents : {said}.",
                "Retenir un rythme, ou dire à quoi chacun s'applique.",
            )


@regle(
    "INS-COMPOSITION",
    "Instance sans composition",
    Gravite.ALERTE,
    "Une instance dit qui y siège, par fonction.",
)
def check_members(pack: Pack) -> Iterator[Trouvaille]:
    for path, rank, instance in _instances(pack):
        if not instance.composition:
            yield _found(
                path, rank, instance, "code", "composition non dite.", "Inscrire les membres."
            )


@regle(
    "INS-CHARTE",
    "Informations nominatives sans charte",
    Gravite.ERREUR,
    "Les échanges nominatifs d'un groupe de travail se font sous une charte que chaque membre "
    "signe (CSI, art. L132-5 ; charte déontologique type).",
)
def check_charter(pack: Pack) -> Iterator[Trouvaille]:
    for path, rank, instance in _instances(pack):
        nominative = instance.confidentialite == Confidentialite.NOMINATIVE
        if nominative and not instance.charte:
            yield _found(
                path,
                rank,
                instance,
                "confidentialite",
                "échange des informations nominatives sans charte de déontologie.",
                "Adopter une charte et la faire signer, ou se passer de noms.",
            )


@regle(
    "INS-OBJECTIF",
    "Objectif sans groupe de travail",
    Gravite.ALERTE,
    "Chaque objectif opérationnel est mis en œuvre par une instance, quand d'autres le sont ; "
    "celle d'un objectif vaut pour ce qui en dépend, et pour celui dont il dépend.",
)
def check_objectives(pack: Pack) -> Iterator[Trouvaille]:
    strategie = pack.one(PackStrategie)
    covered = {code for _, _, instance in _instances(pack) for code in instance.objectifs}
    if strategie is None or not covered:
        return
    above = {row.parent for row in strategie.objectifs if row.code in covered}
    for rank, objectif in enumerate(strategie.objectifs):
        operational = objectif.nature == NatureObjectif.OPERATIONNEL
        served = objectif.code in covered | above or objectif.parent in covered
        if operational and not served:
            yield Trouvaille(
                pack.path_of(strategie),
                ("objectifs", rank),
                f"strategie#{objectif.code}",
                f"L'objectif {objectif.numero} « {objectif.titre} » n'a pas de groupe de "
                "travail, alors que d'autres en ont un.",
                "Confier l'objectif à une instance.",
            )
