"""The minutes of a meeting on the reports: counts, then one line a report, nobody's data."""

from collections.abc import Iterator, Sequence

from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import (
    Bloc,
    Colonne,
    Definitions,
    DocumentContenu,
    Ligne,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.instances.models import Reunion
from quietude.signalements.models import LigneSeance, Signalement
from quietude.signalements.querysets import VOIENT_TOUT
from quietude.signalements.seance import Bilan, beyond_the_table, progress, summary
from quietude.socle.formats import jour, jour_court, nombre
from quietude.socle.regles import OUI, Verdict, non
from quietude.strategie.documents.lecture import emetteur
from quietude.territoire.models import Secteur

_REFUS = "Cette séance n’existe pas, ou vous n’y avez pas accès."
_PROPOSEES = 50
_SANS_NOM = (
    "Ce relevé ne nomme ni les plaignants ni les personnes mises en cause, et ne donne aucune "
    "adresse : un lieu connu ou un secteur."
)


def lines_of(user: Utilisateur, reunion: Reunion) -> list[LigneSeance]:
    return list(LigneSeance.objects.visible_to(user).of(reunion).described())


class Endroits:
    """Where a report is, without its address: a known place, else its sector."""

    def __init__(self, user: Utilisateur) -> None:
        rows = Secteur.objects.visible_to(user).select_related("division").defer("contour")
        ordered = rows.order_by("division__ordre", "division__code", "ordre")
        self.noms = {(row.division.code, row.code): row.nom for row in ordered}
        self.divisions = list(dict.fromkeys(code for code, _ in self.noms))

    def of(self, row: Signalement) -> str:
        if row.lieu:
            return row.lieu.nom
        keys = ((code, row.secteurs.get(code)) for code in self.divisions)
        return next((self.noms[key] for key in keys if key in self.noms), "Sans secteur")


def minutes_document(reunion: Reunion, user: Utilisateur) -> DocumentContenu:
    lines, sender = lines_of(user, reunion), emetteur()
    beyond = beyond_the_table(user, reunion, len(lines))
    spent = progress(user, reunion).minutes
    titre = f"{reunion.instance.nom} : relevé du {jour(reunion.date)}"
    return DocumentContenu(
        titre=titre,
        emetteur=sender.nom,
        couleur=sender.couleur or "#1f4e79",
        date=reunion.date,
        mention=_SANS_NOM,
        blocs=(Titre(titre), *_blocks(lines, summary(lines), spent, Endroits(user), beyond)),
        couverture=False,
        sommaire=False,
    )


def _blocks(
    lines: Sequence[LigneSeance], told: Bilan, spent: int, where: Endroits, beyond: str
) -> Iterator[Bloc]:
    yield Definitions(tuple(figures(told, spent)))
    if beyond:
        yield Paragraphe(beyond)
    yield Titre("Décisions", 2)
    yield _counts("Décision", told.par_decision)
    yield Titre("Services chargés", 2)
    yield _counts("Service", told.par_service)
    yield Titre("Signalement par signalement", 2)
    yield _table([line for line in lines if line.decision], where)
    left = [line for line in lines if not line.close]
    if left:
        yield Titre("Non examinés", 2)
        yield Paragraphe(
            "Ils ouvrent la prochaine séance : "
            + ", ".join(f"nº {line.signalement_id}" for line in left)
            + "."
        )


def figures(told: Bilan, spent: int) -> Iterator[tuple[str, str]]:
    """The main figures, in words."""
    yield "Examinés", f"{nombre(told.examines)} sur {nombre(told.total)}"
    if told.partis:
        yield "Réglés avant leur tour", nombre(told.partis)
    if told.restants:
        yield "Non examinés", nombre(told.restants)
    yield "Durée", f"{nombre(spent)} minute{'s' if spent > 1 else ''}"


def _counts(head: str, counted: Sequence[tuple[str, int]]) -> TableauDonnees:
    return TableauDonnees(
        (Colonne(head, poids=3), Colonne("Signalements", nombre=True)),
        (
            *(Ligne(pair) for pair in counted),
            Ligne(("Total", sum(count for _, count in counted)), total=True),
        ),
    )


def _table(lines: Sequence[LigneSeance], where: Endroits) -> TableauDonnees:
    return TableauDonnees(
        (
            Colonne("Nº"),
            Colonne("Catégorie", poids=3),
            Colonne("Lieu ou secteur", poids=3),
            Colonne("Décision", poids=3),
            Colonne("Service", poids=3),
            Colonne("Pour le", poids=2),
        ),
        tuple(
            Ligne(
                (
                    str(line.signalement_id),
                    line.signalement.categorie.libelle,
                    where.of(line.signalement),
                    line.get_decision_display(),
                    str(line.service or "—"),
                    jour_court(line.echeance) or "—",
                )
            )
            for line in lines
        ),
    )


def parameters(reunion: Reunion) -> dict[str, str]:
    return {"reunion": str(reunion.pk)}


def _held(user: Utilisateur) -> list[Choix]:
    lines = LigneSeance.objects.visible_to(user).decided()
    rows = Reunion.objects.visible_to(user).filter(pk__in=lines.values("reunion"))
    found = rows.select_related("instance").order_by("-date", "-id")[:_PROPOSEES]
    return [Choix(str(row.pk), str(row), parameters(row)) for row in found]


def _find(parametres: Parametres) -> Reunion:
    return Reunion.objects.select_related("instance").get(pk=parametres["reunion"])


def _can_print(user: Utilisateur, parametres: Parametres) -> Verdict:
    """Whoever reads every report and hears the body reads what was decided of them."""
    if user.role not in VOIENT_TOUT:
        return non(_REFUS)
    key = parametres.get("reunion", "")
    lines = LigneSeance.objects.visible_to(user)
    known = key.isdecimal() and lines.filter(reunion=int(key)).exists()
    return OUI if known else non(_REFUS)


def _title(parametres: Parametres) -> str:
    row = Reunion.objects.select_related("instance").filter(pk=parametres["reunion"]).first()
    return f"Relevé, {row}" if row else "Relevé de séance"


RECETTE = Recette(
    cle="seance-signalements",
    libelle="Le relevé d’une séance sur les signalements",
    description="Ce que la cellule a décidé, par décision, par service, signalement par "
    "signalement ; aucune donnée personnelle.",
    formats=(Format.PDF, Format.DOCX),
    choix=_held,
    construire=lambda parametres, user: minutes_document(_find(parametres), user),
    autorise=_can_print,
    garde=_can_print,
    titre=_title,
    ordre=20,
)


def register() -> None:
    recettes.register(RECETTE)
