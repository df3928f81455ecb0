"""What makes a row of a span unique: all that it says but its numbers."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from quietude.registres.models import Champ, Registre


def row_key(registre: Registre, champs: Iterable[Champ], valeurs: Mapping[str, str]) -> str:
    """Empty for a register kept as things come, where two equal rows are two events."""
    if registre.au_fil:
        return ""
    numbers = {champ.code for champ in champs if champ.est_nombre}
    told = {code: value for code, value in valeurs.items() if code not in numbers}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
