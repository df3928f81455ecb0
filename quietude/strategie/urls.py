"""Addresses of the strategy: reading, then writing."""

from django.urls import path

from quietude.strategie.views import (
    calendrier,
    commentaires,
    controle,
    edition,
    historique,
    lecture,
    partenaire,
    suivi,
    texte,
)

app_name = "strategie"

_CODE = "strategie/<slug:code>/"
_FICHE = f"{_CODE}fiches/<int:numero>/"

reading = [
    path("strategie/", lecture.arbre, name="arbre"),
    path(_CODE, lecture.arbre, name="strategie"),
    path(f"{_CODE}fiches/", lecture.fiches, name="fiches"),
    path(_FICHE, lecture.fiche, name="fiche"),
    path(f"{_CODE}calendrier/", calendrier.calendrier, name="calendrier"),
    path(f"{_CODE}partenaires/", partenaire.partenaires, name="partenaires"),
    path(
        f"{_CODE}partenaires/<slug:organisation>/",
        partenaire.par_partenaire,
        name="par_partenaire",
    ),
    path("mes-engagements/", partenaire.mes_engagements, name="mes_engagements"),
    path(f"{_CODE}texte/", texte.texte, name="texte"),
    path(f"{_CODE}texte/<slug:chapitre>/", texte.chapitre, name="chapitre"),
    path(f"{_CODE}protocoles/<slug:protocole>/", texte.protocole, name="protocole"),
]

writing = [
    path(f"{_CODE}etat/", suivi.strategie_etat, name="strategie_etat"),
    path(f"{_CODE}fiches/creer/", suivi.fiche_creer, name="fiche_creer"),
    path(
        f"{_FICHE}modifier/<slug:section>/",
        edition.fiche_section_edit,
        name="fiche_section_edit",
    ),
    path(
        f"{_FICHE}modifier/<slug:section>/brouillon/",
        edition.fiche_brouillon,
        name="fiche_brouillon",
    ),
    path(f"{_FICHE}avancement/", suivi.fiche_avancement, name="fiche_avancement"),
    path(f"{_FICHE}supprimer/", suivi.fiche_supprimer, name="fiche_supprimer"),
    path(f"{_FICHE}historique/", historique.fiche_historique, name="fiche_historique"),
    path(
        f"{_FICHE}historique/<int:trace>/retablir/",
        historique.fiche_retablir,
        name="fiche_retablir",
    ),
    path(f"{_FICHE}commentaires/", commentaires.commentaire_add, name="commentaire_add"),
    path(
        f"{_FICHE}commentaires/<int:pk>/modifier/",
        commentaires.commentaire_edit,
        name="commentaire_edit",
    ),
    path(
        f"{_FICHE}commentaires/<int:pk>/retirer/",
        commentaires.commentaire_remove,
        name="commentaire_remove",
    ),
]

checking = [
    path("controle/regles/", controle.regles, name="regles"),
    path(f"{_CODE}controle/", controle.constats, name="controle"),
    path(f"{_CODE}controle/dispense/", controle.dispense, name="dispense"),
    path(f"{_CODE}controle/lever/", controle.dispense_lever, name="dispense_lever"),
]

urlpatterns = reading + writing + checking
