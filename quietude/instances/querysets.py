"""Business verbs on the bodies."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.instances.enums import Confidentialite, EtatDecision, EtatReglement, EtatReunion
from quietude.partenaires.models import Organisation
from quietude.socle.periodes import Periode

if TYPE_CHECKING:
    from quietude.instances.models import (  # noqa: F401 - name the bases below
        AbonnementAgenda,
        Convocation,
        Decision,
        Designation,
        Instance,
        Point,
        ReglementInterieur,
        Reunion,
        SignatureCharte,
    )


# Roles that answer for an organisation when they hold an office in it.
REPONDENT = ROLES_CONTENU - {Role.LECTEUR}
_OUVERTE = Q(confidentialite=Confidentialite.OUVERTE)
_SOUS_CHARTE = Q(charte=True) | Q(confidentialite=Confidentialite.NOMINATIVE)
_SECRETE = _SOUS_CHARTE & ~_OUVERTE  # what is said there is for those who signed


def _signed_by(user: Utilisateur, on: date) -> "QuerySet[SignatureCharte, Any]":
    """The bodies whose charter this user signed, for that day."""
    from quietude.instances.models import SignatureCharte

    signed = SignatureCharte.objects.valid(on).filter(personne__utilisateur=user)
    return signed.values("instance")


class InstanceQuerySet(QuerySet["Instance"]):
    def visible_to(self, user: Utilisateur) -> "InstanceQuerySet":
        """Who sits by office and how often is no secret to those who see the strategy; what
        is said there has its own door (`heard_by`)."""
        return self if user.role in ROLES_CONTENU else self.none()

    def described(self) -> "InstanceQuerySet":
        """With everything its page shows, in a fixed number of queries."""
        return self.select_related("rend_compte_a").prefetch_related(
            "composition__organisation", "rythmes"
        )

    def heard_by(self, user: Utilisateur) -> "InstanceQuerySet":
        """Those whose talks the user may read: a body without reserve, for who sees it; one
        with some, for its members in office, once they signed the charter that it asks. The
        coordinator writes them all, save those under charter that he has not signed."""
        bodies, today = self.visible_to(user), timezone.localdate()
        if user.role == Role.COORDONNATEUR:
            return bodies.filter(~_SECRETE | Q(pk__in=_signed_by(user, today)))
        seats = bodies.entered_by(user, today)
        return bodies.filter(_OUVERTE | Q(pk__in=seats.values("pk")))

    def announced_to(self, user: Utilisateur) -> "InstanceQuerySet":
        """Those of which the user reads what a meeting is about: those heard, and all for the
        coordinator, who writes it to invite."""
        if user.role == Role.COORDONNATEUR:
            return self.visible_to(user)
        return self.heard_by(user)

    def under_charter(self) -> "InstanceQuerySet":
        """Those that only members who signed their charter enter."""
        return self.filter(_SOUS_CHARTE)

    def entered_by(self, user: Utilisateur, on: date) -> "InstanceQuerySet":
        """Those where the user sits that day, having signed the charter that is asked."""
        return self.seating(user, on).filter(~_SOUS_CHARTE | Q(pk__in=_signed_by(user, on)))

    def seating(self, user: Utilisateur, on: date) -> "InstanceQuerySet":
        """Those where the user holds a seat on that day."""
        from quietude.instances.models import Designation

        held = Designation.objects.in_office(on).filter(personne__utilisateur=user)
        return self.filter(pk__in=held.values("membre__instance"))


class ReunionQuerySet(QuerySet["Reunion"]):
    def visible_to(self, user: Utilisateur) -> "ReunionQuerySet":
        """When a body met and which seats were taken, for those who see that body; neither
        what was said there nor what was decided."""
        from quietude.instances.models import Instance

        return self.filter(instance__in=Instance.objects.visible_to(user))

    def attended_by(self, user: Utilisateur, on: date) -> "ReunionQuerySet":
        """Those of the bodies where the user sits, or keeps the meetings."""
        from quietude.instances.models import Instance

        bodies = Instance.objects.visible_to(user)
        if user.role != Role.COORDONNATEUR:
            bodies = bodies.entered_by(user, on)
        return self.filter(instance__in=bodies)

    def of(self, instance: "Instance") -> "ReunionQuerySet":
        return self.filter(instance=instance)

    def during(self, periode: Periode) -> "ReunionQuerySet":
        return self.filter(date__range=(periode.debut, periode.fin))

    def in_state(self, etat: str) -> "ReunionQuerySet":
        """Those in this state; all of them when it is not one."""
        return self.filter(etat=etat) if etat in EtatReunion.values else self

    def with_details(self) -> "ReunionQuerySet":
        """Seats and decisions at hand, in two more queries."""
        return self.prefetch_related("presences", "decisions")

    def described(self) -> "ReunionQuerySet":
        """With everything its page shows, in a fixed number of queries."""
        return self.select_related("instance").prefetch_related(
            "presences__organisation", "decisions__responsable"
        )

    def coming(self, on: date) -> "ReunionQuerySet":
        """Planned for that day or later, the nearest first."""
        return self.filter(etat=EtatReunion.PREVUE, date__gte=on).order_by("date", "id")

    def convened(self) -> "ReunionQuerySet":
        """Those to which somebody is convened already."""
        from quietude.instances.models import Convocation

        return self.filter(pk__in=Convocation.objects.values("reunion"))

    def unsettled(self, on: date) -> "ReunionQuerySet":
        """Planned before that day, and nobody said what became of them."""
        return self.filter(etat=EtatReunion.PREVUE, date__lt=on).order_by("date", "id")

    def years(self) -> list[int]:
        """The years with a meeting, the latest first."""
        return [day.year for day in self.dates("date", "year", order="DESC")]


class DesignationQuerySet(QuerySet["Designation"]):
    def visible_to(self, user: Utilisateur) -> "DesignationQuerySet":
        """Who holds which seat: for those who convene them; the others read offices."""
        return self if user.role == Role.COORDONNATEUR else self.none()

    def of(self, instance: "Instance") -> "DesignationQuerySet":
        return self.filter(membre__instance=instance)

    def in_office(self, on: date) -> "DesignationQuerySet":
        """Running on that day, for a seat that is still the one they were named to."""
        open_end = Q(fin__isnull=True) | Q(fin__gte=on)
        same = Q(fonction=F("membre__fonction"))
        return self.filter(open_end, same, debut__lte=on)

    def described(self) -> "DesignationQuerySet":
        return self.select_related("membre__organisation", "personne__utilisateur")


class ConvocationQuerySet(QuerySet["Convocation"]):
    def visible_to(self, user: Utilisateur) -> "ConvocationQuerySet":
        """Who was convened and what they answered: for those who keep the meetings."""
        return self if user.role == Role.COORDONNATEUR else self.none()

    def of(self, reunion: "Reunion") -> "ConvocationQuerySet":
        return self.filter(reunion=reunion)

    def standing(self) -> "ConvocationQuerySet":
        """Those of persons still convened."""
        return self.filter(retiree_le__isnull=True)

    def described(self) -> "ConvocationQuerySet":
        return self.select_related("reunion__instance", "personne__utilisateur")


class SignatureCharteQuerySet(QuerySet["SignatureCharte"]):
    def visible_to(self, user: Utilisateur) -> "SignatureCharteQuerySet":
        """Who signed which charter: for the coordinator, who has them signed."""
        return self if user.role == Role.COORDONNATEUR else self.none()

    def valid(self, on: date) -> "SignatureCharteQuerySet":
        return self.filter(signee_le__lte=on, expire_le__gte=on)


class AbonnementAgendaQuerySet(QuerySet["AbonnementAgenda"]):
    def visible_to(self, user: Utilisateur) -> "AbonnementAgendaQuerySet":
        """One's own."""
        return self.filter(utilisateur=user)

    def running(self) -> "AbonnementAgendaQuerySet":
        return self.filter(revoque_le__isnull=True)


class PointQuerySet(QuerySet["Point"]):
    def visible_to(self, user: Utilisateur) -> "PointQuerySet":
        """What was put to a body and said there, for those who may hear it."""
        from quietude.instances.models import Instance

        return self.filter(reunion__instance__in=Instance.objects.heard_by(user))

    def of(self, reunion: "Reunion") -> "PointQuerySet":
        return self.filter(reunion=reunion)


class DecisionQuerySet(QuerySet["Decision"]):
    def visible_to(self, user: Utilisateur) -> "DecisionQuerySet":
        """What was decided, for those who hear the body; and for whoever speaks for the
        organisation in charge, unless the body is under charter."""
        from quietude.instances.models import Instance

        heard = Q(reunion__instance__in=Instance.objects.heard_by(user))
        if user.role not in REPONDENT:
            return self.filter(heard)
        held = Organisation.objects.held_by(user, on=timezone.localdate())
        free = Instance.objects.visible_to(user).filter(~_SECRETE)
        mine = Q(responsable__in=held.values("pk"), reunion__instance__in=free)
        return self.filter(heard | mine)

    def described(self) -> "DecisionQuerySet":
        return self.select_related("reunion__instance", "responsable")

    def open(self) -> "DecisionQuerySet":
        return self.filter(etat=EtatDecision.A_FAIRE)

    def late(self, on: date) -> "DecisionQuerySet":
        """Still to do after their day."""
        return self.open().filter(echeance__lt=on)

    def standing_at(self, reunion: "Reunion") -> "DecisionQuerySet":
        """Taken by the body before this meeting, and still to do when its day came."""
        open_then = Q(close_le__isnull=True) | Q(close_le__gte=reunion.date)
        before = self.taken_by(reunion.instance).filter(reunion__date__lt=reunion.date)
        return before.filter(open_then)

    def taken_by(self, instance: "Instance") -> "DecisionQuerySet":
        return self.filter(reunion__instance=instance)

    def entrusted_to(self, organisation: Organisation) -> "DecisionQuerySet":
        return self.filter(responsable=organisation)

    def by_urgency(self) -> "DecisionQuerySet":
        """The nearest day first; those without a day last."""
        return self.order_by(F("echeance").asc(nulls_last=True), "reunion__date", "numero")


class ReglementInterieurQuerySet(QuerySet["ReglementInterieur"]):
    def visible_to(self, user: Utilisateur) -> "ReglementInterieurQuerySet":
        """How a body works is no secret to those who see it; what is not adopted yet is for
        those who will decide, and for the coordinator who writes it."""
        from quietude.instances.models import Instance

        bodies = Instance.objects.visible_to(user)
        drafts = bodies if user.role == Role.COORDONNATEUR else Instance.objects.heard_by(user)
        adopted = Q(etat=EtatReglement.ADOPTE, instance__in=bodies)
        return self.filter(adopted | Q(instance__in=drafts))

    def of(self, instance: "Instance") -> "ReglementInterieurQuerySet":
        return self.filter(instance=instance)

    def adopted(self) -> "ReglementInterieurQuerySet":
        return self.filter(etat=EtatReglement.ADOPTE)

    def drafts(self) -> "ReglementInterieurQuerySet":
        return self.filter(etat=EtatReglement.PROJET)

    def described(self) -> "ReglementInterieurQuerySet":
        return self.select_related("instance", "reunion__instance")
