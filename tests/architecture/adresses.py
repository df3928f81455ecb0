"""A small town with one real object for each argument that an address takes."""

from datetime import date
from typing import Any

from django.urls import reverse

from quietude.comptes.actions import VALIDITE, fingerprint
from quietude.comptes.enums import Role
from quietude.comptes.models import Invitation, Utilisateur
from quietude.config.autorisations import Adresse
from quietude.documents.enums import EtatDocument, Format
from quietude.documents.models import DocumentProduit
from quietude.evaluation.enums import EtatEvaluation
from quietude.evaluation.models import CommentaireIndicateur
from quietude.instances.enums import EtatReunion
from quietude.instances.models import AbonnementAgenda
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.observatoire.actions.series import SAISIE
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.models import Agregat, Importation
from quietude.observatoire.presentation.serie import code_of
from quietude.partenaires.enums import NatureOrganisation
from quietude.signalements.enums import NatureSuite
from quietude.signalements.models import LigneSeance, Mediation, Suite, VueEnregistree
from quietude.socle.periodes import Periode
from quietude.strategie.models import Commentaire
from quietude.territoire.models import Division, Secteur
from tests.architecture.adresses_publiques import public_values
from tests.architecture.adresses_reglages import settings_values
from tests.conftest import make_user
from tests.evaluation.annuelles import make_contribution, make_evaluation
from tests.instances.builders import (
    make_convocation,
    make_decision,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_point,
    make_reglement,
    make_reunion,
)
from tests.observatoire.factories import (
    make_analyse,
    make_grandeur,
    make_observation,
    make_perimetre,
    make_repere,
    make_serie,
    make_source,
    make_theme,
)
from tests.registres.factories import make_entree, make_registre
from tests.signalements.factories import make_categorie, make_fait, make_signalement
from tests.signalements.factories_passages import make_choix, make_passage
from tests.signalements.factories_taches import make_tache
from tests.strategie import factories
from tests.strategie.factories import write
from tests.territoire.builders import make_division, make_lieu, make_secteur

JETON = "jeton-d-essai"
# Words that an address needs after its path to mean something.
_AGREGATS = ("agregat", "agregat_modifier", "agregat_retablir")
_CONTRIBUTION = ("contribution", "brouillon", "contribution_retirer")
_VUES = ("vue_partager", "vue_supprimer")
_PASSAGES = ("passage", "passage_corriger", "passage_supprimer")
_THEMES = ("theme", "analyse_modifier", "analyse_historique", "analyse_retablir")
QUESTIONS = {"strategie:dispense": {"regle": "FA-PILOTE", "objet": "fiches/01"}}


class Ville:
    """One of each thing that an address may name; known by view, by app, by argument."""

    def __init__(self) -> None:
        self.coordonnateur = make_user(Role.COORDONNATEUR)
        self.strategie = factories.make_strategie("essai")
        mairie = factories.make_organisation("mairie")
        self.fiche = factories.make_fiche(self.strategie, 1, pilotes=[mairie])
        chapitre = factories.make_chapitre(self.strategie, "2.1")
        self.values: dict[str, Any] = {
            "strategie.code": "essai",
            "strategie.numero": 1,
            "strategie.section": "constat",
            "strategie.chapitre": chapitre.code,
            "strategie.organisation": "mairie",
            "strategie.protocole": factories.make_protocole(
                self.strategie, {mairie: [], factories.make_organisation("bailleur"): []}
            ).code,
            "strategie.trace": Trace.objects.latest("pk").pk,
            "strategie.pk": write(
                Commentaire, fiche=self.fiche, auteur=self.coordonnateur, texte="Vu."
            ).pk,
            "observatoire.recueil": "essai",
            "observatoire.code": factories.make_tableau(self.strategie, chapitre).code,
            "instances.code": "cellule",
            "comptes.jeton": JETON,
            "documents.pk": self._document().pk,
            "account_reset_password_from_key.uidb36": "1",
            "account_reset_password_from_key.key": "perime",
        }
        self._meeting()
        self._evaluation()
        self._indicators()
        self._registers()
        self._people(mairie)
        self._places()
        self._figures()
        self._reports()
        self.values |= public_values(JETON, self.invitee, self.coordonnateur)

    def _document(self) -> DocumentProduit:
        return write(
            DocumentProduit,
            recette="strategie",
            titre="Essai",
            format=Format.PDF,
            parametres={},
            demande_par=self.coordonnateur,
            etat=EtatDocument.PRET,
            contenu=b"%PDF",
        )

    def _meeting(self) -> None:
        body = make_instance("cellule")
        held, coming = (
            make_reunion(body, "2025-03-04"),
            make_reunion(body, "2199-03-04", etat=EtatReunion.PREVUE),
        )
        person = make_personne("Membre (essai)")
        make_convocation(coming, person, JETON)
        write(
            AbonnementAgenda,
            utilisateur=self.coordonnateur,
            jeton_empreinte=fingerprint(JETON),
        )
        make_reglement(body, "Article", "2025-03-04", reunion=held)
        self.values |= {
            "instances.version": make_reglement(body, "Projet").version,
            "instances.pk": held.pk,
            "instances.numero": make_decision(held).numero,
            "instances.jeton": JETON,
            "instances.point": make_point(held, "Point").pk,
            "instances.sens": "monter",
            "instances.designation": make_designation(make_membre(body, "Siège"), person).pk,
        }

    def _evaluation(self) -> None:
        """An open year, an adopted one, a public one; what is asked of an organisation that
        the partner speaks for."""
        self.invitee = factories.make_organisation(
            "invitee", nature=NatureOrganisation.BAILLEUR
        )
        opened = make_evaluation(self.strategie, annee=2025)
        factories.make_financement(self.fiche, annee=2025)
        make_evaluation(self.strategie, annee=2024, etat=EtatEvaluation.ADOPTEE)
        make_evaluation(self.strategie, annee=2023, etat=EtatEvaluation.PUBLIEE)
        asked = make_contribution(opened, self.invitee).pk
        self.values |= {
            "evaluation.annee": 2025,
            "evaluation:annuelle.annee": 2023,
            "evaluation:annuelle_ecarts.annee": 2024,
            "evaluation:annuelle_publier.annee": 2024,
            "evaluation:annuelle_retirer.annee": 2023,
            "evaluation:publique.annee": 2023,
            "evaluation:fipd_fiche.annee": 2025,
            "evaluation:publique_donnees.annee": 2023,
            **{f"evaluation:{name}.pk": asked for name in _CONTRIBUTION},
        }

    def _indicators(self) -> None:
        """One read from a series, with what is said of it; one read from a register."""
        drawn = factories.make_indicateur(self.fiche, source={"serie": "essai"})
        counted = factories.make_indicateur(
            self.fiche, source={"mesure": "registre.accueil.nombre"}
        )
        span = Periode.annee(2024)
        write(
            CommentaireIndicateur,
            indicateur=drawn,
            debut=span.debut,
            fin=span.fin,
            texte="Vu.",
            auteur=self.coordonnateur,
        )
        self.values |= {
            "evaluation.strategie": "essai",
            "evaluation.numero": 1,
            "evaluation.code": drawn.code,
            "evaluation:calcul.code": counted.code,
            "evaluation.periode": code_of(span),
            "evaluation.extension": "svg",
            "evaluation.organisation": self.invitee.code,
        }

    def _registers(self) -> None:
        """A register with a row of the organisation that the partner speaks for."""
        made = make_registre("accueil", fournisseurs=[self.invitee])
        row = make_entree(made, self.invitee, Periode.mois(2025, 3), nombre=4)
        make_registre("vide", fournisseurs=[self.invitee])
        self.values |= {
            "registres.code": made.code,
            "registres:registre_supprimer.code": "vide",
            "registres.champ": "nombre",
            "registres.pk": row.pk,
        }

    def _reports(self) -> None:
        vue = write(VueEnregistree, utilisateur=self.coordonnateur, nom="Essai").pk
        self.values |= {f"signalements:{name}.pk": vue for name in _VUES}
        row = make_signalement(make_categorie("bruit"), service=self.invitee)
        day = {"proposee_le": row.fait_le, "organisation": self.invitee}
        episode = {"nature": NatureSuite.EPISODE, "fait_le": row.fait_le}
        make_fait("nuit")
        self._session(row)
        self.values |= {
            "signalements.pk": row.pk,
            "signalements.suite": write(Suite, signalement=row, **episode).pk,
            "signalements.mediation": write(Mediation, signalement=row, **day).pk,
            "signalements.tache": make_tache(row, self.invitee).pk,
            "signalements.code": "bruit",
            **{f"signalements:{name}.pk": make_passage().pk for name in _PASSAGES},
            "signalements.annee": 2025,
            "signalements.mois": 3,
            "signalements:choix_modifier.code": make_choix("ecoute").code,
            "signalements:choix_supprimer.code": "ecoute",
            "signalements:fait_modifier.code": "nuit",
            "signalements:fait_supprimer.code": "nuit",
            **settings_values(),
        }

    def _session(self, row: Any) -> None:
        """A meeting with one report on its table, which is in the estates of the partner."""
        with acting(None, "test"):
            type(row).objects.filter(pk=row.pk).update(bailleur=self.invitee)
        opened = make_reunion(make_instance("cvo"), "2025-03-05", etat="prevue")
        fields = {"signalement": row, "rang": 1, "raison": "nouveau"}
        self.values |= {
            "signalements.instance": "cvo",
            "signalements.reunion": opened.pk,
            "signalements.ligne": write(LigneSeance, reunion=opened, **fields).pk,
            "signalements.organisation": "invitee",
        }

    def _people(self, mairie: Any) -> None:
        now = date(2026, 1, 1)
        mandat = factories.make_mandat(None, mairie, debut=now)
        invited = Invitation(
            email="invite@essai.example",
            nom="Invité (essai)",
            role=Role.LECTEUR,
            jeton_empreinte=fingerprint(JETON),
            invite_par=self.coordonnateur,
        )
        invited.expire_le = invited.creee_le + VALIDITE
        self.values |= {
            "partenaires.code": "mairie",
            "partenaires:personne_modifier.pk": mandat.personne_id,
            "partenaires:mandat_finir.pk": mandat.pk,
            "comptes.pk": make_user(Role.AGENT, email="autre@essai.example").pk,
            "comptes:renvoyer.pk": save(invited).pk,
            "comptes:annuler.pk": invited.pk,
        }

    def _places(self) -> None:
        division = make_division("quartiers")
        make_lieu("ecole", make_secteur(division, "nord"))
        self.values |= {
            "territoire.code": "quartiers",
            "territoire.division": "quartiers",
            "territoire:lieu.code": "ecole",
            "territoire:lieu_modifier.code": "ecole",
            "territoire:lieu_supprimer.code": "ecole",
            "territoire:secteur_modifier.code": "nord",
            "territoire:secteur_supprimer.code": "nord",
        }

    def _figures(self) -> None:
        serie = make_serie("essai", theme="essai")
        source = make_source(SAISIE)
        make_observation(serie, 2023, 4, source=source)
        typed = make_observation(serie, 2024, 3, source=source)
        followed = make_perimetre(code="99002", compare=True)
        agregat = {"libelle": "Somme", "nomenclature": "etat-4001", "source": "Essai"}
        for version in (1, 2):
            write(Agregat, code="somme", version=version, composition=["index-001"], **agregat)
        make_theme("essai")
        make_analyse("essai")
        grandeur = make_grandeur("essai")
        make_repere(grandeur, "10000-19999", 2024, [["99002", "Essai", 12_000, None]])
        importation = write(Importation, fichier="a.csv", demande_par=self.coordonnateur)
        self.values |= {
            "observatoire.pk": serie.pk,
            "observatoire.cle": serie.pk,
            "observatoire.cles": serie.pk,
            "observatoire:graphique.extension": "svg",
            "observatoire:carte.cle": self._by_sector(),
            "observatoire.grandeur": grandeur.code,
            "observatoire.annee": 2024,
            "observatoire.valeur": typed.pk,
            "observatoire.extension": "csv",
            "observatoire.version": 1,
            "observatoire:importation.pk": importation.pk,
            "observatoire:importation_relancer.pk": importation.pk,
            "observatoire:perimetre_retirer.pk": followed.pk,
            **{f"observatoire:{name}.code": "somme" for name in _AGREGATS},
            **{f"observatoire:{name}.code": "essai" for name in _THEMES},
        }

    def _by_sector(self) -> str:
        """One thing counted in two sectors; answers the key of one."""
        sectors = [Secteur.objects.get(), make_secteur(Division.objects.get(), "sud")]
        for row in sectors:
            code = f"quartiers/{row.code}"
            place = make_perimetre(NiveauPerimetre.SECTEUR, code, secteur=row)
            counted = make_serie(libelle="Par secteur", perimetre=place)
            make_observation(counted, 2024, 3)
        return str(counted.pk)

    def url(self, adresse: Adresse) -> str:
        """A real address; KeyError names the argument that this town has no example of."""
        space = adresse.espace or adresse.nom
        given = {}
        for name in adresse.arguments:
            precise = f"{adresse.nom}.{name}"
            known = precise if precise in self.values else f"{space}.{name}"
            given[name] = self.values[known]
        return reverse(adresse.nom, kwargs=given, query=QUESTIONS.get(adresse.nom))


def save(row: Any) -> Any:
    with acting(None, "test"):
        row.save()
    return row


def account(role: Role, ville: Ville) -> Utilisateur:
    if role == Role.COORDONNATEUR:
        return ville.coordonnateur
    user = make_user(role)
    if role == Role.PARTENAIRE:
        factories.make_mandat(user, ville.invitee)
    return user
