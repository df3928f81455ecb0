"""The demonstration town, as far as reports need it: its lists, its printed counts."""

from functools import cache

from django.core.cache import caches

from quietude.config.demonstration import PACK
from quietude.indicateurs.memoire import ALIAS
from quietude.journal.actions import acting
from quietude.signalements.demo import create_demo_signalements
from quietude.socle.pack.contenu import Pack
from quietude.socle.pack.lecture import read_pack
from quietude.socle.pack.registre import sections

_SECTIONS = {"territoire", "geo", "partenaires", "chiffres", "tableaux", "signalements"}


@cache
def _pack() -> Pack:
    return read_pack(PACK)


def load_lists() -> None:
    """Territory, partners, printed figures and lists of the pack, without the strategy."""
    pack = _pack()
    with acting(None, "test"):
        for section in sections():
            if section.name in _SECTIONS:
                section.write(pack.all(section.model), pack.key)


def fill_istres() -> int:
    """Those, and the demonstration's reports; how many."""
    caches[ALIAS].clear()
    load_lists()
    return create_demo_signalements()
