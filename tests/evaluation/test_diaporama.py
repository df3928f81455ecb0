"""Twelve slides of a year, whatever the year; nothing sensitive in them."""

from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation

from quietude.documents.pptx import render_pptx
from quietude.evaluation.documents.diaporama import slides
from quietude.evaluation.photo import Photo, VueConstat, VueEtape, VueObjectif, VueParole
from tests.evaluation.annuelles import (
    make_photo,
    make_value,
    make_vue_fiche,
    make_vue_financement,
    make_vue_indicateur,
    make_vue_instance,
    make_vue_serie,
)

LONG = "Mise en place d’un dispositif de médiation aux abords des collèges et des lycées"


def deck(photo: Photo) -> Any:
    return Presentation(BytesIO(render_pptx(slides(photo, "#1f4e79"))))


def said(made: Any, *, notes: bool = False) -> str:
    found = []
    for slide in made.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            elif shape.has_table:
                found += [
                    cell.text_frame.text for row in shape.table.rows for cell in row.cells
                ]
        if notes and slide.has_notes_slide:
            found.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(found).replace("\xa0", " ").replace("\u202f", " ")


def make_full(size: int = 1, text: str = "") -> Photo:
    """A year with everything, `size` times, under names as long as asked."""
    fiches = [
        make_vue_fiche(
            n,
            titre=f"{text or 'Action'} {n}",
            etapes=[VueEtape(titre=f"Étape {text}", etat="Prévu", en_retard=True)],
            indicateurs=[
                make_vue_indicateur(f"{n}.1", 3, 9, evolution="Hausse nette : de 3 à 9."),
                make_vue_indicateur(f"{n}.2", 3, manques=[f"Police {n} : mai 2025"]),
            ],
            financements=[make_vue_financement(demande=9000, accorde=7000, financeur=text)],
            paroles=[VueParole(organisation="Bailleur", texte="Une parole.")],
        )
        for n in range(1, size + 1)
    ]
    return make_photo(
        synthese="Une année calme.",
        propositions="\n".join(f"- Proposition {n} {text}" for n in range(size)),
        delinquance=[
            make_vue_serie(f"{sens}{n}", 4, sens=sens, libelle=f"{text} {sens} {n}")
            for n in range(size)
            for sens in ("hausse", "baisse")
        ],
        objectifs=[VueObjectif(code="o1", numero="1", titre=text, fiches=list(range(1, size)))],
        fiches=fiches,
        instances=[make_vue_instance(nom=f"Instance {text} {n}") for n in range(size)],
        constats=[VueConstat(gravite="Erreur", regle="R", message=text)] * size,
    )


@pytest.mark.parametrize(
    "photo",
    [make_photo(), make_full(), make_full(40, LONG)],
    ids=["année vide", "année courte", "année pleine"],
)
def test_there_are_twelve_slides_and_all_is_on_them(photo: Photo) -> None:
    made = deck(photo)
    assert len(made.slides) == 12
    for slide in made.slides:
        assert slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height


def test_titles_tell_the_year_in_order() -> None:
    titles = [slide.shapes.title.text_frame.text for slide in deck(make_full()).slides]
    assert titles == [
        "Évaluation 2025",
        "L’année en quatre chiffres",
        "L’année en bref",
        "Ce qui est en hausse",
        "Ce qui est en baisse",
        "Où en sont les actions",
        "Les actions par objectif",
        "Ce que disent les indicateurs",
        "Le fonctionnement des instances",
        "Les financements",
        "Ce qu’il reste à éclaircir",
        "Propositions",
    ]


def test_slides_say_the_figures_of_the_year() -> None:
    told = said(deck(make_full(2)))
    for words in (
        "Hausse nette".lower(),
        "18 000 €",
        "14 000 €",
        "Chiffres non remis : Police 1 : mai 2025",
        "2 étapes en retard",
        "Contrôle de cohérence : 2 erreurs",
        "Proposition 0",
    ):
        assert words in told


def test_what_is_left_out_is_said_with_where_to_read_it() -> None:
    assert "de plus, dans le rapport" in said(deck(make_full(40, LONG)))


def test_an_empty_year_says_so_on_each_slide() -> None:
    told = said(deck(make_photo()))
    for words in (
        "Aucun changement établi dans ce sens.",
        "Aucune action n’est inscrite.",
        "La stratégie n’a pas d’indicateur.",
        "Aucun financement n’est inscrit pour cette année.",
        "Rien ne manque.",
        "Rien n’est écrit à ce sujet.",
    ):
        assert words in told


def test_a_sum_that_nobody_said_is_not_a_zero() -> None:
    fiche = make_vue_fiche(financements=[make_vue_financement()])
    told = said(deck(make_photo(fiches=[fiche])))
    assert "non dit" in told
    assert "0 €" not in told


def test_bodies_without_rhythm_share_a_line() -> None:
    bodies = [make_vue_instance(nom=f"Groupe {n}", attendues="", rythme="") for n in range(3)]
    told = said(deck(make_photo(instances=[make_vue_instance(), *bodies])))
    assert "Conseil plénier" in told
    assert "3 instances sans rythme fixé" in told
    assert "Groupe 1" not in told


def test_notes_give_whoever_speaks_the_sentences_and_the_sources() -> None:
    told = said(deck(make_full()), notes=True)
    for words in ("Source : Fichier fictif", "Une année calme.", "1 réunion tenue."):
        assert words in told


def test_a_hidden_figure_and_what_partners_wrote_are_not_projected() -> None:
    hidden = make_vue_indicateur("1.1", None, nominatif=True)
    hidden = hidden.model_copy(
        update={
            "valeurs": [make_value(None, etat="masquée", texte="non affichée")],
            "commentaire": "Parole confidentielle",
        }
    )
    word = VueParole(organisation="Bailleur", texte="Parole confidentielle")
    fiche = make_vue_fiche(indicateurs=[hidden], paroles=[word])
    told = said(deck(make_photo(fiches=[fiche], paroles=[word])), notes=True)
    assert "ne désigner personne" in told
    assert "Parole confidentielle" not in told
