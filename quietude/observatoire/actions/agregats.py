"""Write named sums; each amendment is a version more, none is erased."""

from collections.abc import Sequence

from django.db.models import Max
from django.utils.text import slugify

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.observatoire.agregats import objection
from quietude.observatoire.models import Agregat, Grandeur
from quietude.observatoire.rules import can_write_diagnostic
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require

RESERVES = frozenset({"nouveau"})  # an address of the site
_CODE_MAX = 80


@action
def create_agregat(
    *, actor: Utilisateur, libelle: str, source: str, composition: Sequence[str]
) -> Agregat:
    """Add a sum that the lists do not have, after the others."""
    require(can_write_diagnostic(actor))
    code = slugify(libelle)[:_CODE_MAX]
    if not code or code in RESERVES:
        raise ActionImpossible("Ce libellé ne peut pas nommer un agrégat : changez-le.")
    if Agregat.objects.filter(code=code).exists():
        raise ActionImpossible("Un agrégat porte déjà ce nom : modifiez-le, ou changez le nom.")
    last = Agregat.objects.aggregate(dernier=Max("ordre"))["dernier"] or 0
    return _write(Agregat(code=code, ordre=last + 1), libelle, source, composition)


@action
def amend_agregat(
    *,
    actor: Utilisateur,
    code: str,
    version: int,
    libelle: str,
    source: str,
    composition: Sequence[str],
) -> Agregat:
    """Write the next version; `version` is the one that the form was opened on.

    Raises ConflitDeVersion when someone wrote another meanwhile, ActionImpossible when the
    items do not add up. The same content twice makes no version.
    """
    require(can_write_diagnostic(actor))
    current = _latest(code)
    if current.version != version:
        raise ConflitDeVersion("Quelqu’un a enregistré une autre version entre-temps.")
    fresh = Agregat(code=code, version=current.version + 1, ordre=current.ordre)
    if _same(current, libelle, source, composition):
        return current
    return _write(fresh, libelle, source, composition)


@action
def restore_agregat(*, actor: Utilisateur, code: str, version: int) -> Agregat:
    """Take up an older version: written again as the newest one."""
    require(can_write_diagnostic(actor))
    current = _latest(code)
    wanted = Agregat.objects.filter(code=code, version=version).first()
    if wanted is None:
        raise ActionImpossible("Cette version n’existe pas.")
    if wanted.pk == current.pk:
        raise ActionImpossible("Cette version est déjà celle qui est en vigueur.")
    fresh = Agregat(code=code, version=current.version + 1, ordre=current.ordre)
    return _write(fresh, wanted.libelle, wanted.source, wanted.composition)


def _latest(code: str) -> Agregat:
    found = Agregat.objects.select_for_update().filter(code=code).order_by("-version").first()
    if found is None:
        raise ActionImpossible("Cet agrégat n’existe pas.")
    return found


def _same(row: Agregat, libelle: str, source: str, composition: Sequence[str]) -> bool:
    kept = (row.libelle, row.source, set(row.composition))
    return kept == (libelle, source, set(composition))


def _write(fresh: Agregat, libelle: str, source: str, composition: Sequence[str]) -> Agregat:
    """Check that the items add up, put them in the order of their list, store."""
    items = list(Grandeur.objects.filter(code__in=composition))
    unknown = set(composition) - {row.code for row in items}
    if unknown:
        raise ActionImpossible(f"Éléments inconnus : {', '.join(sorted(unknown))}.")
    if refusal := objection(items):
        raise ActionImpossible(refusal)
    items.sort(key=lambda row: (row.numero or 0, row.ordre, row.code))
    fresh.libelle, fresh.source = libelle, source
    fresh.nomenclature = items[0].nomenclature
    fresh.composition = [row.code for row in items]
    fresh.save()
    return fresh
