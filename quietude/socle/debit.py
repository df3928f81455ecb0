"""How often something comes from the same place, counted without keeping who it was.

Counted in the database cache, one at a time for each key: several processes, or a hundred
requests at once, share one count. What is promised to whoever comes:

- the count is of one address (IPv4) or one subscriber (IPv6 /64), for the hour or the minute
  under way by the clock; it says nothing after that, and nothing of who it was;
- many people may stand behind one address (an estate, a school, a mobile operator): callers
  slow an address down before they refuse it, refuse it for an hour at most, lose nothing that
  was typed, and never count against it what could not do harm (`give_back`).
"""

import ipaddress
import time
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HEURE = 3600
JOUR = 24 * HEURE
_SEL = "quietude.debit"


def client_of(request: HttpRequest) -> str:
    """Where a request comes from, as a print that changes each day and cannot be read back.

    An IPv6 subscriber holds a whole /64: the print is that of the network.
    """
    address = str(get_adapter().get_client_ip(request))
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a socket: there is nobody to tell apart
        return _print(address)
    bits = 32 if found.version == 4 else 64
    return _print(str(ipaddress.ip_network((found, bits), strict=False)))


def hits(nom: str, cle: str, pendant: int) -> int:
    """How many times this came in the window of `pendant` seconds under way, with this one."""
    return _add(1, nom, cle, pendant)


def give_back(nom: str, cle: str, pendant: int) -> None:
    """Take one off: it was counted before it was known to be harmless."""
    _add(-1, nom, cle, pendant)


def _add(step: int, nom: str, cle: str, pendant: int) -> int:
    key = f"debit:{nom}:{pendant}:{int(time.time()) // pendant}:{_print(cle)[:32]}"
    with _alone(key):
        count = max(int(cache.get(key, 0)) + step, 0)
        cache.set(key, count, pendant)
    return count


@contextmanager
def _alone(key: str) -> Iterator[None]:
    """Nobody else counts under this key meanwhile, in any process."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        yield


def _print(text: str) -> str:
    day = int(time.time()) // JOUR
    return salted_hmac(_SEL, f"{day}:{text}", algorithm="sha256").hexdigest()
