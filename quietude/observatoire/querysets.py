"""What each reader may see of the diagnosis, and which figure holds today."""

from typing import Any, Self

from django.db.models import F, Q, QuerySet

from quietude.comptes.enums import ROLES_CONTENU
from quietude.comptes.models import Utilisateur
from quietude.observatoire.registres import hidden_from
from quietude.socle.texte import fold


class PublicationQuerySet(QuerySet[Any]):
    """Tables, figures, claims, themes: whatever carries the code of a document."""

    def visible_to(self, user: Utilisateur) -> Self:
        """Those of the documents that the reader may open."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        return self.exclude(recueil__in=hidden_from(user))


class AnalyseQuerySet(PublicationQuerySet):
    def latest_wording(self) -> "AnalyseQuerySet":
        """The wording in force of each theme."""
        return self.order_by("recueil", "theme", "-version").distinct("recueil", "theme")


class SourceQuerySet(PublicationQuerySet):
    pass


class SerieQuerySet(PublicationQuerySet):
    pass


class ObservationQuerySet(QuerySet[Any]):
    def visible_to(self, user: Utilisateur) -> "ObservationQuerySet":
        """Those whose source the reader may open."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        return self.exclude(source__recueil__in=hidden_from(user))

    def in_force(self) -> "ObservationQuerySet":
        """For each series and span, what the latest vintage says."""
        latest = F("source__importee_le").desc(nulls_last=True)
        ordered = self.order_by(
            "serie_id", "debut", "fin", "-source__rang", latest, "-source_id"
        )
        return ordered.distinct("serie_id", "debut", "fin")


class ImportationQuerySet(QuerySet[Any]):
    def visible_to(self, user: Utilisateur) -> "ImportationQuerySet":
        return self.all() if user.role in ROLES_CONTENU else self.none()


def as_typed(name: str) -> str:
    """A name without accents, hyphens nor case: "Saint-Étienne" -> "saint etienne"."""
    words = fold(name).replace("-", " ").replace("'", " ").replace("’", " ").split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


class CodeOfficielQuerySet(QuerySet[Any]):
    def communes(self) -> "CodeOfficielQuerySet":
        return self.filter(niveau="commune")

    def named(self, text: str) -> "CodeOfficielQuerySet":
        """Those of this code, or whose name begins so, the largest first."""
        asked = text.strip()
        starts = Q(cherche__startswith=as_typed(asked)) if as_typed(asked) else Q(pk__in=[])
        return self.filter(starts | Q(code=asked.upper())).by_size()

    def by_size(self) -> "CodeOfficielQuerySet":
        return self.order_by(F("population").desc(nulls_last=True), "cherche")
