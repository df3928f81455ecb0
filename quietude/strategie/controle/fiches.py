"""Rules on action sheets."""

from collections.abc import Iterator

from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Trouvaille, regle
from quietude.strategie.controle.outils import fiches
from quietude.strategie.enums import EtatFiche, Gravite
from quietude.strategie.pack import PackFiche, PackMesure, PackStrategie


@regle(
    "FA-PILOTE",
    "Action sans pilote",
    Gravite.ERREUR,
    "Une action dont personne ne répond ne se suit pas : chaque fiche nomme son pilote.",
)
def check_pilot(pack: Pack) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        if not fiche.pilotes:
            measures = [m.numero for m in fiche.mesures if m.pilotes]
            detail = (
                f" (seule la mesure {measures[0]} en a un)"
                if len(measures) == 1
                else " (certaines mesures en ont un)"
                if measures
                else ""
            )
            yield Trouvaille(
                path,
                ("numero",),
                name,
                f"L'action {fiche.numero} n'a pas de pilote{detail}.",
                "Désigner le pilote parmi les partenaires de la fiche.",
            )


@regle(
    "FA-CALENDRIER",
    "Action sans calendrier",
    Gravite.REMARQUE,
    "Sans date ni étape, rien ne dit si l'action est en retard.",
)
def check_calendar(pack: Pack) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        if not (fiche.debut or fiche.fin or fiche.jalons):
            yield Trouvaille(
                path,
                ("numero",),
                name,
                f"L'action {fiche.numero} n'a ni date ni étape.",
                "Fixer un début, une fin ou au moins une étape datée.",
            )


@regle(
    "FA-TITRE",
    "Deux titres pour une action",
    Gravite.REMARQUE,
    "La liste des actions et la fiche donnent des titres différents.",
)
def check_titles(pack: Pack) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        if fiche.titre_sommaire and fiche.titre_sommaire != fiche.titre:
            yield Trouvaille(
                path,
                ("titre_sommaire",),
                name,
                f"Action {fiche.numero} : « {fiche.titre} » sur la fiche, "
                f"« {fiche.titre_sommaire} » dans la liste.",
                "Retenir un seul titre.",
            )


@regle(
    "FA-DROIT",
    "Texte de loi remplacé",
    Gravite.ALERTE,
    "Le droit bouge : une référence remplacée ne doit plus fonder une action en cours.",
)
def check_law(pack: Pack) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        parts: list[tuple[tuple[str | int, ...], PackFiche | PackMesure]] = [((), fiche)]
        parts += [(("mesures", rank), mesure) for rank, mesure in enumerate(fiche.mesures)]
        for place, part in parts:
            for rank, text in enumerate(part.cadre):
                if not text.remplacee_par:
                    continue
                since = f" depuis le {text.remplacee_le:%d/%m/%Y}" if text.remplacee_le else ""
                inside = isinstance(part, PackMesure)
                measure = f"mesures/{part.numero}/" if inside else ""
                where = f", mesure {part.numero}" if inside else ""
                yield Trouvaille(
                    path,
                    (*place, "cadre", rank),
                    f"{name}#{measure}cadre/{rank + 1}",
                    f"Action {fiche.numero}{where} : {text.reference} est remplacé{since} "
                    f"par {text.remplacee_par}.",
                    "Citer le texte en vigueur.",
                )


@regle(
    "FA-PERIODE",
    "Date hors de la stratégie",
    Gravite.ALERTE,
    "Une étape se place pendant la stratégie qui la porte.",
)
def check_dates(pack: Pack) -> Iterator[Trouvaille]:
    strategie = pack.one(PackStrategie)
    if strategie is None:
        return
    span = strategie.periode
    for path, name, fiche in fiches(pack):
        dates = [(("debut",), "début", fiche.debut), (("fin",), "fin", fiche.fin)]
        places: list[tuple[tuple[str | int, ...], str, object]] = [*dates]
        places += [
            (("jalons", rank, "echeance"), jalon.titre, jalon.echeance)
            for rank, jalon in enumerate(fiche.jalons)
        ]
        for place, label, day in places:
            if day is not None and not span.debut <= day <= span.fin:  # type: ignore[operator]
                yield Trouvaille(
                    path,
                    place,
                    f"{name}#{'/'.join(map(str, place))}",
                    f"Action {fiche.numero}, « {label} » : le {day:%d/%m/%Y} est hors de la "
                    f"période {span.debut.year}-{span.fin.year}.",
                    "Corriger la date, ou dire à quelle stratégie elle se rattache.",
                )


@regle(
    "FA-AVANCEMENT",
    "État et avancement en désaccord",
    Gravite.ALERTE,
    "Une action réalisée est à 100 % ; une action à lancer est à 0 %.",
)
def check_progress(pack: Pack) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        done = fiche.etat == EtatFiche.REALISEE and fiche.avancement < 100
        early = fiche.etat == EtatFiche.A_LANCER and fiche.avancement > 0
        if done or early:
            label = EtatFiche(fiche.etat).label.lower()
            yield Trouvaille(
                path,
                ("avancement",),
                name,
                f"L'action {fiche.numero} est « {label} » à {fiche.avancement} %.",
                "Mettre d'accord l'état et l'avancement.",
            )


@regle(
    "FA-FINANCEMENT",
    "Accordé au-delà du demandé",
    Gravite.ALERTE,
    "Un financement accordé dépasse rarement la demande : c'est souvent une faute de frappe.",
)
def check_money(pack: Pack) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        for rank, line in enumerate(fiche.financements):
            if line.demande is None or line.accorde is None or line.accorde <= line.demande:
                continue
            yield Trouvaille(
                path,
                ("financements", rank),
                f"{name}#financements/{rank + 1}",
                f"Action {fiche.numero} : {line.accorde} € accordés pour {line.demande} € "
                "demandés.",
                "Vérifier les deux montants.",
            )


@regle(
    "FA-MONTANT",
    "Financeur sans montant",
    Gravite.REMARQUE,
    "La fiche nomme un financeur sans dire combien lui est demandé.",
)
def check_amounts(pack: Pack) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        bare = [line for line in fiche.financements if line.demande is None]
        if bare:
            yield Trouvaille(
                path,
                ("financements",),
                f"{name}#financements",
                f"Action {fiche.numero} : {len(bare)} financeur(s) sans montant demandé.",
                "Inscrire le montant demandé à chacun.",
            )
