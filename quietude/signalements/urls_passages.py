"""The passages of the mediators, their lists, the note of a month."""

from django.urls import URLPattern, path

from quietude.signalements.views import passages, passages_listes, passages_note

urlpatterns: list[URLPattern] = [
    path("passages/", passages.passages, name="passages"),
    path("passages/nouveau/", passages.passage_creer, name="passage_creer"),
    path("passages/nouveau/brouillon/", passages.passage_brouillon, name="passage_brouillon"),
    path("passages/<int:pk>/", passages.passage, name="passage"),
    path("passages/<int:pk>/corriger/", passages.passage_corriger, name="passage_corriger"),
    path("passages/<int:pk>/supprimer/", passages.passage_supprimer, name="passage_supprimer"),
    path("passages/listes/", passages_listes.passages_listes, name="passages_listes"),
    path("passages/listes/ajouter/", passages_listes.choix_creer, name="choix_creer"),
    path("passages/listes/<slug:code>/", passages_listes.choix_modifier, name="choix_modifier"),
    path(
        "passages/listes/<slug:code>/supprimer/",
        passages_listes.choix_supprimer,
        name="choix_supprimer",
    ),
    path("passages/note/", passages_note.note_mois, name="note_mois"),
    path("passages/note/<int:annee>/<int:mois>/", passages_note.note, name="note"),
]
