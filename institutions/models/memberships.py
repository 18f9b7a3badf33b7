"""Who acts for whom, as what. A person may hold several memberships and acts in one at a time."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

import pghistory
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor, Role, Via
from core.words import listed
from institutions.states import AgreementState
from notifications.models import unread_of

OF_INSTITUTE = (Role.STUDENT, Role.MENTOR, Role.COORDINATOR, Role.VIEWER)
# What counts at the door. Recovery codes stand in for one of these, never alone.
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
OF_PARTNER = (Role.LEAD, Role.SUPERVISOR)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships that hold, and whose."""

    def current(self) -> Self:
        """Not ended."""
        return self.filter(ended_at=None)

    def of_user(self, user_id: int) -> Self:
        """A person's current memberships with organisations, `has_second_step` of the sign-in, `unread` in the inbox: one query."""
        second = Exists(Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_STEPS))
        mine = self.current().filter(user_id=user_id).annotate(has_second_step=second, unread=unread_of("user"))
        return mine.select_related("institute", "partner", "user").order_by("pk")

    def visible_to(self, actor: Actor) -> Self:
        """The people of the actor's own organisation, for a lead, a coordinator or an administrator."""
        if actor.acts_as(Role.ADMINISTRATOR):
            return self
        if actor.acts_as(Role.LEAD):
            return self.filter(partner_id=actor.partner_id)
        if actor.acts_as(Role.COORDINATOR):
            return self.filter(institute_id=actor.institute_id)
        return self.none()

    def by_link(self, partner_id: int, user_id: int) -> Self:
        """The current lead of that partner to whom a link was mailed; a link opens no more when the role has ended."""
        return self.leads_of(partner_id).filter(user_id=user_id).select_related("partner")

    def mentors_for(self, institute_id: int, programme_id: int) -> Self:
        """Current mentors of an institute who guide students of that programme."""
        whole = Q(programme=None) | Q(programme=programme_id)
        return self.current().filter(whole, institute_id=institute_id, role=Role.MENTOR).select_related("user")

    def leads_of(self, partner_id: int) -> Self:
        """Current placement leads of a partner."""
        return self.current().filter(partner_id=partner_id, role=Role.LEAD).select_related("user")

    def coordinators_of(self, institute_id: int) -> Self:
        """Current coordinators of an institute."""
        return self.current().filter(institute_id=institute_id, role=Role.COORDINATOR).select_related("user")

    def coordinators_with(self, partner_id: int) -> Self:
        """Current coordinators of the institutes that have a signed agreement with a partner."""
        signed = Q(institute__agreements__partner=partner_id, institute__agreements__state=AgreementState.SIGNED)
        return self.current().filter(signed, role=Role.COORDINATOR).select_related("user").distinct()

    def besides(
        self, user_ids: Collection[int], *, institute_id: int | None = None, partner_id: int | None = None
    ) -> Self:
        """Current roles of these people for any other organisation than the one that is named."""
        return self.current().filter(user__in=user_ids).exclude(institute=institute_id, partner=partner_id)

    def administrators(self) -> Self:
        """Who runs the portal."""
        return self.current().filter(role=Role.ADMINISTRATOR).select_related("user")


@pghistory.track()
class Membership(models.Model):
    """One person in one role for one organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    institute = models.ForeignKey(
        "institutions.Institute", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    partner = models.ForeignKey(
        "institutions.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    programme = models.ForeignKey(
        "institutions.Programme", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    department = models.ForeignKey(
        "institutions.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    title = models.CharField(
        max_length=120, blank=True, help_text=_("Position, as letters print it: Consultant radiologist.")
    )
    licence_no = models.CharField(
        max_length=60, blank=True, help_text=_("Council and number, as certificates print it: PMDC 41207-P.")
    )
    clears_health_evidence = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_fits_organisation",
                condition=Q(role__in=OF_INSTITUTE, institute__isnull=False, partner__isnull=True)
                | Q(role__in=OF_PARTNER, institute__isnull=True, partner__isnull=False)
                | Q(role=Role.ADMINISTRATOR, institute__isnull=True, partner__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "institute", "partner"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="one_membership_per_role_and_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.label}"

    @property
    def organisation(self) -> models.Model | None:
        """The institute or partner that is acted for."""
        return self.institute or self.partner

    @property
    def label(self) -> str:
        """In what capacity, for header and history: "Coordinator, Hingol College"."""
        place = self.institute.short_name if self.institute else self.partner.name if self.partner else ""
        return listed(filter(None, [self.get_role_display(), place]))

    def as_actor(self, *, via: Via = Via.PERSON, **origin: int | None) -> Actor:
        """The actor that this membership makes of its person. `origin`: `link_id`, `recorded_by`, `recording_id`, `viewed_by`."""
        return Actor(
            via=via,
            user_id=self.user_id,
            name=self.user.name,
            label=self.label,
            role=Role(self.role),
            membership_id=self.pk,
            institute_id=self.institute_id,
            partner_id=self.partner_id,
            programme_id=self.programme_id,
            clears_health=self.clears_health_evidence,
            **origin,
        )

    def end(self, now: datetime) -> None:
        """Access ends with the next request."""
        self.ended_at = now
        self.save(update_fields=["ended_at"])


def has_lead(partner: str, **more: bool) -> Exists:
    """Beside rows whose partner the column `partner` names: whether a placement lead acts for it; `more` is asked of that membership."""
    return Exists(Membership.objects.current().filter(partner=OuterRef(partner), role=Role.LEAD, **more))
