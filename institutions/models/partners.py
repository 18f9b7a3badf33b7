"""The receiving side: partners, their sites and departments."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.beside import beside
from core.errors import Words
from core.models import Stamped, Versioned
from institutions.cities import point_of
from institutions.models.agreements import Agreement
from institutions.models.contact_log import ContactEntry
from institutions.states import AgreementState, MergeState


class PartnerKind(models.TextChoices):
    """What sort of organisation a partner is."""

    HOSPITAL = "hospital", _("Hospital")
    CLINIC = "clinic", _("Clinic")
    LABORATORY = "laboratory", _("Laboratory")
    IMAGING = "imaging", _("Imaging centre")
    PHARMACY = "pharmacy", _("Pharmacy")
    INSURER = "insurer", _("Insurer")
    HEALTH_IT = "health_it", _("Health IT firm")
    PUBLIC_HEALTH = "public_health", _("Public health body")
    NGO = "ngo", _("NGO")


class Teaching(models.TextChoices):
    """How far a partner is in the business of teaching; empty where nobody has said."""

    UNIVERSITY = "university", _("University hospital")
    TEACHING = "teaching", _("Teaching site")
    NOT_TEACHING = "not_teaching", _("Not a teaching site")


class PlainName(models.Func):
    """A name in plain letters without the words that many share, as the database's `institutions_plain_name` makes it."""

    function = "institutions_plain_name"
    output_field = models.TextField()


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Partners."""

    def visible_to(self, actor: Actor) -> Self:
        """Every partner to an institute's people and administrators, as they see its slots; its own to a partner's people; public ones
        to all.
        """
        if actor.acts_as(Role.ADMINISTRATOR) or actor.institute_id:
            return self
        listed = models.Q(is_public=True)
        return self.filter(listed | models.Q(pk=actor.partner_id)) if actor.partner_id else self.filter(listed)

    def for_register(self, actor: Actor) -> Self:
        """With what the register shows of the actor's own dealings with each: `agreement_pk`, the one that counts most, and the
        next call's `call_on` and `call_about`. One query for any number of rows.
        """
        agreements = Agreement.objects.visible_to(actor).filter(partner=OuterRef("pk"))
        best = agreements.order_by(Case(When(state=AgreementState.SIGNED, then=0), default=1), "-ends_on", "-pk")
        calls = (
            ContactEntry.objects.visible_to(actor).waiting().filter(partner=OuterRef("pk")).order_by("next_on", "pk")
        )
        return self.annotate(
            agreement_pk=Subquery(best.values("pk")[:1]),
            call_on=Subquery(calls.values("next_on")[:1]),
            call_about=Subquery(calls.values("next_about")[:1]),
        )

    def in_agreement(self, actor: Actor, today: date, *, held: bool) -> Self:
        """Those with a signed agreement of the actor's that holds today; or those without one."""
        signed = Exists(Agreement.objects.visible_to(actor).in_force(today).filter(partner=OuterRef("pk")))
        return self.filter(signed if held else ~signed)

    def named_like(self, words: str) -> Self:
        """Those whose name or city has the words, or a name like them, in whatever letters."""
        alike = Q(plain_name__trigram_word_similar=PlainName(Value(words)))
        return self.filter(Q(name__icontains=words) | Q(city__icontains=words) | alike)

    def once_called(self, slug: str) -> Self:
        """Whoever took over the partner that had this address before a merge."""
        return self.filter(merges__loser_slug=slug, merges__state=MergeState.MERGED)


@pghistory.track(exclude=["plain_name"])
class Partner(Stamped, Versioned):
    """A hospital, clinic, laboratory or other organisation that takes students."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=PartnerKind)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True, help_text=_("The switchboard, as the world dials it."))
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    about = models.TextField(
        blank=True, help_text=_("Two or three sentences for students: what you do and how interns are taught.")
    )
    teaching = models.CharField(_("teaching status"), max_length=20, choices=Teaching, blank=True)
    beds = models.PositiveIntegerField(null=True, blank=True)
    languages = models.CharField(max_length=200, blank=True, help_text=_("Spoken on the wards: Urdu, Sindhi, English."))
    values = models.TextField(blank=True, help_text=_("One a line."))
    initiatives = models.TextField(_("recent initiatives"), blank=True, help_text=_("One a line."))
    how_taught = models.TextField(_("how interns are taught"), blank=True)
    is_public = models.BooleanField(default=True, help_text=_("Shown on the public pages."))
    people_cap = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Interns at once, across all departments; empty for no limit.")
    )
    # Kept by the database (migration 0002_register): by it, duplicates are found however the name is spelt.
    plain_name = models.GeneratedField(
        expression=PlainName("name"), output_field=models.TextField(), db_persist=True, editable=False
    )

    objects: ClassVar = PartnerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["plain_name"], opclasses=["gin_trgm_ops"], name="partner_plain_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partner_detail", args=[self.slug])

    @property
    def has_beds(self) -> bool:
        """A number of beds says something about it."""
        return self.kind in {PartnerKind.HOSPITAL, PartnerKind.CLINIC}

    def unsaid(self, sites: "Collection[Any]") -> Iterator[Words]:
        """What students ask for and the profile does not say. `sites` are its own, with their departments."""
        lacking = {
            _("what is done there"): not self.about,
            _("how interns are taught"): not self.how_taught,
            _("teaching status"): not self.teaching,
            _("number of beds"): self.has_beds and self.beds is None,
            _("languages spoken"): not self.languages,
            _("values"): not self.values,
            _("recent initiatives"): not self.initiatives,
            _("departments"): not any(site.wards for site in sites),
            _("a place on the map"): not any(site.latitude is not None for site in sites),
        }
        yield from (words for words, lacks in lacking.items() if lacks)


class SiteQuerySet(models.QuerySet["Site"]):
    """Sites of partners."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the partners that the actor sees."""
        return self.filter(partner__in=Partner.objects.visible_to(actor))

    def middle_of(self, city: str) -> tuple[float, float] | None:
        """The middle (latitude, longitude) of the sites in a city that have a place on the map; else where the city is, if that is
        known. One query.
        """
        middle = self.filter(city__iexact=city).aggregate(models.Avg("latitude"), models.Avg("longitude"))
        latitude, longitude = middle["latitude__avg"], middle["longitude__avg"]
        return point_of(city) if latitude is None or longitude is None else (float(latitude), float(longitude))

    def with_departments(self) -> Self:
        """With `wards`, their departments by name. No query of its own."""
        here = Department.objects.filter(site=OuterRef("pk")).order_by("name")
        return self.annotate(wards=beside(here, "name", "specialty", "beds"))


@pghistory.track()
class Site(Stamped):
    """One address of a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=150)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=300, blank=True)
    directions = models.TextField(
        _("how to get there"), blank=True, help_text=_("The bus, the gate, where to park: as one tells a newcomer.")
    )
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    objects: ClassVar = SiteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "name"], name="one_site_per_name"),
            models.CheckConstraint(
                name="site_is_on_the_globe",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["latitude", "longitude"], name="site_coordinates")]

    def __str__(self) -> str:
        return self.name


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments of sites."""

    def visible_to(self, actor: Actor) -> Self:
        """A partner's own departments to its people; all to institutes' staff and administrators."""
        if actor.acts_as(Role.ADMINISTRATOR, Role.COORDINATOR):
            return self
        return self.filter(site__partner_id=actor.partner_id) if actor.partner_id else self.none()


@pghistory.track()
class Department(Stamped):
    """A ward, section or office of a site, where interns work."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(max_length=120)
    specialty = models.CharField(max_length=120, blank=True)
    beds = models.PositiveIntegerField(null=True, blank=True)
    contact_email = models.EmailField(blank=True)
    interns_at_once = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=_("How many it can teach at once; empty for no limit. The grid warns beyond it, nothing is refused."),
    )

    objects: ClassVar = DepartmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="one_department_per_name")]

    def __str__(self) -> str:
        return self.name
