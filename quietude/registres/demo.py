"""Rows of the demonstration town: invented, but for the totals that its document prints."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from zlib import crc32

from quietude.journal.actions import acting
from quietude.partenaires.models import Organisation
from quietude.registres.cle import row_key
from quietude.registres.collecte import expected
from quietude.registres.demo_donnees import EVENEMENTS, LOTS, NON_REMIS, Evenements, Lot
from quietude.registres.models import Champ, Entree, Registre
from quietude.socle.periodes import Periode

DEBUT, FIN = date(2013, 9, 1), date(2016, 12, 31)
Valeurs = dict[str, str]


def create_demo_entrees() -> int:
    """Fill the registers, once; the number of rows written."""
    if Entree.objects.exists():
        return 0
    organisations = {row.code: row for row in Organisation.objects.all()}
    registres = Registre.objects.described()
    rows = [row for registre in registres for row in _rows(registre, organisations)]
    with acting(None, "registres.demonstration"):
        Entree.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _rows(registre: Registre, organisations: Mapping[str, Organisation]) -> Iterator[Entree]:
    if registre.au_fil:
        for plan in EVENEMENTS.get(registre.code, ()):
            yield from _events(registre, plan, organisations)
    else:
        yield from _figures(registre)


def _figures(registre: Registre) -> Iterator[Entree]:
    """Each span of each provider: its figures, nothing to report, or not handed in."""
    champs = list(registre.champs.all())
    told = _told(registre, champs)
    for row in expected(registre, DEBUT, FIN):
        span = row.periode
        if (registre.code, row.organisation.code, span.court) in NON_REMIS:
            continue
        lines = told.get(span, []) or [{}]
        for valeurs in lines:
            yield Entree(
                registre=registre,
                organisation=row.organisation,
                debut=span.debut,
                fin=span.fin,
                valeurs=valeurs,
                neant=not valeurs,
                cle=row_key(registre, champs, valeurs),
            )


def _told(registre: Registre, champs: Sequence[Champ]) -> dict[Periode, list[Valeurs]]:
    """The lines of each span. A total is shared out over spans and values, to the unit."""
    spans = [row.periode for row in expected(registre, DEBUT, FIN)]
    found: dict[Periode, dict[tuple[tuple[str, str], ...], Valeurs]] = defaultdict(dict)
    for lot in LOTS.get(registre.code, ()):
        inside = [span for span in spans if lot.debut <= span.debut and span.fin <= lot.fin]
        cells = list(product(dict.fromkeys(inside), _splits(lot, champs)))
        for name, total in lot.totaux.items():
            counts = share_out(total, [_weight(registre, name, cell) for cell in cells])
            for (span, said), count in zip(cells, counts, strict=True):
                if count:
                    line = found[span].setdefault(said, dict(said))
                    line[name] = str(int(line.get(name, "0")) + count)
        for (span, said), (name, level) in product(cells, lot.stocks.items()):
            found[span].setdefault(said, dict(said))[name] = str(level)
    zeros = {champ.code: "0" for champ in champs if champ.est_nombre and champ.obligatoire}
    return {span: [zeros | line for line in lines.values()] for span, lines in found.items()}


def _splits(lot: Lot, champs: Sequence[Champ]) -> list[tuple[tuple[str, str], ...]]:
    """What lines say beside their numbers; closed lists are all used, others as given."""
    choices: list[list[tuple[str, str]]] = []
    for champ in champs:
        given = lot.valeurs.get(champ.code)
        if given:
            choices.append([(champ.code, value) for value in given])
        elif champ.code in lot.toutes:
            choices.append([(champ.code, row.code) for row in champ.choix.all()])
    return list(product(*choices))


def _weight(registre: Registre, name: str, cell: object) -> int:
    return 1 + crc32(f"{registre.code} {name} {cell}".encode()) % 7


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole numbers that add up to the total, near their weights (largest remainders)."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights] if whole else []
    rests = sorted(
        range(len(weights)), key=lambda rank: (-(total * weights[rank] % whole), rank)
    )
    for rank in rests[: total - sum(shares)]:
        shares[rank] += 1
    return shares


def _events(
    registre: Registre, plan: Evenements, organisations: Mapping[str, Organisation]
) -> Iterator[Entree]:
    """One row an event, on working days spread over the span."""
    days = (plan.fin - plan.debut).days
    counts = share_out(plan.total, [_weight(registre, "", rank) for rank in range(plan.nombre)])
    for rank, count in enumerate(counts):
        day = plan.debut + timedelta(days=rank * days // plan.nombre)
        day -= timedelta(days=max(0, day.weekday() - 4))
        said = {name: values[rank % len(values)] for name, values in plan.valeurs.items()}
        yield Entree(
            registre=registre,
            organisation=organisations[plan.fournisseur],
            debut=day,
            fin=day,
            valeurs={**said, plan.champ: str(count)},
        )
