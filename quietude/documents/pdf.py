"""A document as an accessible PDF (UA-1, A-2a), through Typst.

The text goes to the template as data, never as Typst source: nothing in it can be executed.
"""

import json
import logging
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from quietude.documents.contenu import (
    Bloc,
    Definitions,
    DocumentContenu,
    Encadre,
    Feuillet,
    Figure,
    Liste,
    Paragraphe,
    SautDePage,
    TableauDonnees,
    Titre,
    Valeur,
    without_gaps,
)
from quietude.documents.couleurs import palette
from quietude.documents.graphiques import PEU, is_tall, render_svg
from quietude.documents.markdown import Enumeration, Noeud, parse
from quietude.documents.typographie import cell, french
from quietude.socle.formats import jour

MODELE = Path(__file__).parent / "typst" / "document.typ"
NORMES: list[Any] = ["ua-1", "a-2a"]
_MANQUANT = re.compile(r'the text `"(.*?)"` could not be displayed')
_ECHAPPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_ESSAIS = 5
_TABLEAU_SERRE, _TABLEAU_TRES_SERRE = 7, 11

logger = logging.getLogger(__name__)


class RenduImpossible(Exception):
    """Typst refused the document."""


def render_pdf(contenu: DocumentContenu) -> bytes:
    """The PDF; a character that no embedded font has is printed as �."""
    data = json.dumps(_document(contenu), ensure_ascii=False)
    for _ in range(_ESSAIS):
        try:
            return _compile(data, contenu)
        except typst.TypstError as error:
            missing = _missing_characters(error)
            if not missing:
                raise RenduImpossible(error.message.splitlines()[0][:200]) from error
            logger.warning("%d characters without a glyph replaced", len(missing))
            data = data.translate(dict.fromkeys(map(ord, missing), "\ufffd"))
    raise RenduImpossible("characters without a glyph")


def _compile(data: str, contenu: DocumentContenu) -> bytes:
    pdf, warnings = typst.compile_with_warnings(
        MODELE,
        root=MODELE.parent,
        format="pdf",
        sys_inputs={"data": data},
        ignore_system_fonts=True,
        pdf_standards=NORMES,
        timestamp=datetime.combine(contenu.date, time(12), UTC),
    )
    for warning in warnings:
        logger.warning("typst: %s", warning.message)
    assert isinstance(pdf, bytes)
    return pdf


def _missing_characters(error: typst.TypstError) -> set[str]:
    text = "".join(_MANQUANT.findall(error.diagnostic))
    text = _ECHAPPE.sub(lambda match: chr(int(match[1], 16)), text)
    return {char for char in text if ord(char) > 0x7E}


def _document(contenu: DocumentContenu) -> dict[str, Any]:
    return {
        "titre": french(contenu.titre),
        "sous_titre": french(contenu.sous_titre),
        "emetteur": french(contenu.emetteur),
        "mention": french(contenu.mention),
        "date": jour(contenu.date),
        "couleurs": palette(contenu.couleur)._asdict(),
        "couverture": contenu.couverture,
        "sommaire": contenu.sommaire,
        "blocs": [_block(bloc) for bloc in without_gaps(contenu.blocs)],
    }


def _block(bloc: Bloc) -> dict[str, Any]:
    match bloc:
        case Titre():
            return {"k": "titre", **_heading(bloc)}
        case Feuillet():
            return _sheet_head(bloc)
        case TableauDonnees():
            return _table(bloc)
        case Figure():
            return _figure(bloc)
        case SautDePage():
            return {"k": "saut"}
        case _:
            return _text_block(bloc)


def _text_block(bloc: Paragraphe | Liste | Definitions | Encadre) -> dict[str, Any]:
    match bloc:
        case Paragraphe():
            return {"k": "texte", "noeuds": _nodes(parse(bloc.texte))}
        case Liste():
            items = tuple(parse(element) for element in bloc.elements)
            return {"k": "texte", "noeuds": _nodes((Enumeration(items, bloc.ordonnee),))}
        case Definitions():
            terms = [{"terme": french(t), "noeuds": _value(value)} for t, value in bloc.termes]
            return {"k": "definitions", "termes": terms}
        case Encadre():
            blocs = [_block(inner) for inner in bloc.blocs]
            return {"k": "encadre", "titre": french(bloc.titre), "blocs": blocs}


def _figure(bloc: Figure) -> dict[str, Any]:
    graphique = bloc.graphique
    source = (f"Source : {graphique.source}",) if graphique.source else ()
    svg = render_svg(graphique, titre=False)
    return {
        "k": "figure",
        "svg": svg,
        "haut": is_tall(svg),
        "petit": len(graphique.abscisses) <= PEU,
        "alt": french(graphique.alternative or graphique.titre),
        "legende": french(graphique.titre),
        "notes": [french(note) for note in (*source, *bloc.notes)],
    }


def _sheet_head(bloc: Feuillet) -> dict[str, Any]:
    return {
        "k": "feuillet",
        **_heading(bloc.titre),
        "numero": french(bloc.titre.numero),
        "libelle": french(bloc.titre.texte),
        "surtitre": french(bloc.surtitre),
        "mentions": [french(mention) for mention in bloc.mentions],
    }


def _heading(titre: Titre) -> dict[str, Any]:
    return {
        "niveau": titre.niveau,
        "texte": french(titre.complet),
        "sommaire": titre.au_sommaire,
    }


def _value(value: Valeur) -> list[dict[str, Any]]:
    if isinstance(value, tuple):
        return _nodes((Enumeration(tuple(parse(item) for item in value)),)) if value else []
    return _nodes(parse(value))


def _nodes(nodes: tuple[Noeud, ...]) -> list[dict[str, Any]]:
    return [_node(node) for node in nodes]


def _node(node: Noeud) -> dict[str, Any]:
    if isinstance(node, Enumeration):
        return {
            "k": "liste",
            "ordonnee": node.ordonnee,
            "debut": node.debut,
            "elements": [_nodes(element) for element in node.elements],
        }
    if isinstance(node, TableauDonnees):
        return _table(node)
    return {
        "k": "alinea",
        "fragments": [
            {"t": part.texte, "g": part.gras, "i": part.italique, "l": part.lien}
            for part in node.fragments
        ],
    }


def _table(tableau: TableauDonnees) -> dict[str, Any]:
    width = len(tableau.colonnes)
    return {
        "k": "tableau",
        "legende": french(tableau.legende),
        "notes": [french(note) for note in tableau.notes],
        "corps": _font_size(width),
        "colonnes": [
            {"t": french(column.libelle), "n": column.nombre, "p": column.poids}
            for column in tableau.colonnes
        ],
        "lignes": [
            {
                "c": [cell(value) for value in row.cellules],
                "groupe": row.groupe,
                "total": row.total,
            }
            for row in tableau.lignes
        ],
    }


def _font_size(columns: int) -> int:
    """Wide tables are set smaller, to stay on the page."""
    if columns <= _TABLEAU_SERRE:
        return 9
    return 7 if columns > _TABLEAU_TRES_SERRE else 8
