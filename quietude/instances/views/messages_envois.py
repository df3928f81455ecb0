"""Say to whom messages went, and to whom they did not."""

from collections.abc import Sequence

from django.contrib import messages
from django.urls import reverse

from quietude.comptes.acces import Requete
from quietude.comptes.actions import Lien
from quietude.instances.envois import Envois
from quietude.socle.formats import INSECABLE


def answer_link(request: Requete) -> Lien:
    return lambda jeton: request.build_absolute_uri(reverse("instances:repondre", args=[jeton]))


def tell_sent(request: Requete, sent: Envois) -> None:
    if sent.partis:
        messages.success(request, f"Courriel envoyé à {_names(sent.partis)}.")
    if sent.sans_adresse:
        messages.warning(
            request,
            f"Sans adresse où écrire{INSECABLE}: {_names(sent.sans_adresse)}. Complétez leurs "
            "coordonnées, puis convoquez de nouveau.",
        )
    if sent.sans_charte:
        messages.warning(
            request,
            f"Charte à signer avant d’être convié{INSECABLE}: {_names(sent.sans_charte)}.",
        )
    if sent.echecs:
        messages.error(
            request,
            f"Le serveur de courriel a refusé le message pour {_names(sent.echecs)}. Rien "
            f"n’est noté comme envoyé{INSECABLE}: recommencez plus tard.",
        )


def _names(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} et {last}" if first else last
