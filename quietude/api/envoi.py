"""What an application sends, read into a report; every fault is told at once."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils import timezone

from quietude.api.models import CleApplication, ServiceOuvert
from quietude.api.refus import Refus
from quietude.api.services import FAIT_LE, FAITS, service_of
from quietude.comptes.actions import fingerprint
from quietude.signalements.actions.saisie import Contact, Recit
from quietude.signalements.enums import Canal
from quietude.signalements.situation import Situation
from quietude.signalements.tri import TROP_ANCIEN, too_old
from quietude.socle.texte import readable
from quietude.territoire.models import Lieu

TEXTE_MAX = 4000


def key_of(posted: QueryDict) -> CleApplication:
    """The key that signs this sending; Refus 403 without a good one."""
    text = posted.get("api_key", "")
    found = CleApplication.objects.usable().filter(empreinte=fingerprint(text)).first()
    if not text or found is None:
        raise Refus(403, "api_key : clé absente, inconnue ou révoquée.")
    return found


def service_in(posted: QueryDict) -> ServiceOuvert:
    code = posted.get("service_code", "").strip()
    if not code:
        raise Refus(400, "service_code : dites ce qui est signalé.")
    return service_of(code, timezone.localdate())


def recit_in(posted: QueryDict, service: ServiceOuvert) -> Recit:
    """What is reported; Refus 400 with one line for each fault."""
    faults: list[str] = []
    note = _said(posted, "description")
    if len(note) > TEXTE_MAX:
        faults.append(f"description : {TEXTE_MAX} caractères au plus.")
    where = _situation(posted, faults)
    contact = _contact(posted, faults)
    day = _day(posted, faults)
    if faults or where is None:
        raise Refus(400, *faults)
    return Recit(
        categorie=service.categorie,
        situation=where,
        canal=Canal.WEB,
        fait_le=day,
        faits=_many(posted, FAITS),
        note=note,
        contact=contact,
    )


def _situation(posted: QueryDict, faults: list[str]) -> Situation | None:
    latitude = _degrees(posted, "lat", 90, faults)
    longitude = _degrees(posted, "long", 180, faults)
    address, code = (
        _said(posted, "address_string"),
        posted.get("address_id", "").strip(),
    )
    lieu = Lieu.objects.filter(code=code).first() if code else None
    if code and lieu is None:
        faults.append(f"address_id : « {code[:80]} » n’est pas un lieu connu.")
    if (latitude is None) != (longitude is None):
        faults.append("lat et long : donnez les deux.")
    if not (faults or address or lieu or latitude is not None):
        faults.append("lat et long, address_string ou address_id : dites où.")
    return None if faults else Situation(lieu, address[:300], longitude, latitude)


def _degrees(posted: QueryDict, name: str, bound: int, faults: list[str]) -> float | None:
    text = posted.get(name, "").strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not -bound <= found <= bound:
        faults.append(f"{name} : un nombre de −{bound} à {bound}, en degrés.")
        return None
    return found


def _contact(posted: QueryDict, faults: list[str]) -> Contact | None:
    first, last, phone, email = (
        _said(posted, name)[:150] for name in ("first_name", "last_name", "phone", "email")
    )
    if email:
        try:
            validate_email(email)
        except ValidationError:
            faults.append("email : cette adresse n’est pas complète.")
    return Contact(f"{first} {last}".strip(), phone, email) or None


def _day(posted: QueryDict, faults: list[str]) -> date | None:
    text = "".join(_many(posted, FAIT_LE)[:1])
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        found = timezone.localdate(moment) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        faults.append(f"attribute[{FAIT_LE}] : écrivez une date, par exemple 2026-01-31.")
        return None
    if too_old(found, timezone.localdate()):
        faults.append(f"attribute[{FAIT_LE}] : {TROP_ANCIEN}")
    return found


def _said(posted: QueryDict, name: str) -> str:
    return readable(posted.get(name, "")).strip()


def _many(posted: QueryDict, name: str) -> list[Any]:
    """attribute[x]=… once, or attribute[x][]=… several times."""
    given = posted.getlist(f"attribute[{name}]") + posted.getlist(f"attribute[{name}][]")
    return [text.strip() for text in given if text.strip()]
