"""The weekly cell in session, and what each landlord is asked about."""

from django.urls import URLPattern, path

from quietude.signalements.views import bailleurs, seance

urlpatterns: list[URLPattern] = [
    path("seances/", seance.seances, name="seances"),
    path("seances/ouvrir/<slug:instance>/", seance.seance_ouvrir, name="seance_ouvrir"),
    path("seances/<int:reunion>/", seance.seance, name="seance"),
    path(
        "seances/<int:reunion>/decider/<int:ligne>/",
        seance.seance_decider,
        name="seance_decider",
    ),
    path("seances/<int:reunion>/annuler/", seance.seance_annuler, name="seance_annuler"),
    path("seances/<int:reunion>/terminer/", seance.seance_terminer, name="seance_terminer"),
    path("seances/<int:reunion>/releve/", seance.seance_releve, name="seance_releve"),
    path("bailleurs/", bailleurs.bailleurs, name="bailleurs"),
    path("bailleurs/<slug:organisation>/", bailleurs.bailleur, name="bailleur"),
]
