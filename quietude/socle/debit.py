"""How often something comes from the same place, counted without keeping who it was."""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
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
    """How many times this came in the window of `pendant` seconds under way, with this one.

    Two at the very same moment may count as one: a brake needs no exact figure.
    """
    key = f"debit:{nom}:{pendant}:{int(time.time()) // pendant}:{_print(cle)[:32]}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, pendant)
    return count


def _print(text: str) -> str:
    day = int(time.time()) // JOUR
    return salted_hmac(_SEL, f"{day}:{text}", algorithm="sha256").hexdigest()
