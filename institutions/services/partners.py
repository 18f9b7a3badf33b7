"""A partner's entry in the register: added, edited. The only writers of this table but for merges (`merging.py`)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Partner, PartnerMerge, Site
from institutions.policies import register as policies
from institutions.states import MergeState

SLUG_LENGTH = 50
PROFILE = frozenset(
    {
        *("name", "kind", "city", "address", "phone", "email", "website", "about", "teaching", "beds"),
        *("languages", "values", "initiatives", "how_taught"),
    }
)


def lock_partner(partner_id: int) -> Partner:
    """The partner, its row locked. Raises Refusal when it was merged into another meanwhile."""
    partner = Partner.objects.select_for_update().filter(pk=partner_id).first()
    if partner is None:
        raise Refusal(
            _("This partner is not in the register any more: it was merged with another."),
            instead=_("Look for the other one in the list."),
        )
    return partner


@transaction.atomic
def register_partner(
    *,
    by: Actor,
    now: datetime,
    name: str,
    kind: str,
    city: str,
    first_site: str = "",
    is_public: bool = True,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    **profile: Any,
) -> Partner:
    """Add a partner, with a first site of that name where `first_site` says one, standing at the coordinates.

    `profile` takes what `PROFILE` names. Looks for no duplicates: who enters or imports was shown them (`duplicates.py`).
    Raises NotAllowed, Refusal (the name is taken).
    """
    require(policies.may_register(by))
    _check(profile)
    partner = Partner(
        name=name, slug=_new_slug(name), kind=kind, city=city, is_public=is_public, created_at=now, **profile
    )
    _save(partner)
    if first_site:
        Site.objects.create(
            partner=partner,
            name=first_site,
            city=city,
            address=profile.get("address", ""),
            latitude=latitude,
            longitude=longitude,
            created_at=now,
        )
    return partner


@transaction.atomic
def edit_partner(
    *, partner_id: int, by: Actor, now: datetime, shown_version: int | None = None, **changes: Any
) -> Partner:
    """Change what `changes` names: fields of `PROFILE`, `is_public`, and `people_cap` for those who may. Locks the partner.

    Its address on the web stays, whatever the name becomes. Raises NotAllowed, Refusal, Stale.
    """
    partner = lock_partner(partner_id)
    require(policies.may_keep(by, partner))
    if "people_cap" in changes and changes["people_cap"] != partner.people_cap:
        require(policies.may_set_cap(by, partner))
    if changes.get("is_public") and not partner.is_public:
        require(policies.may_show(by, partner))
    _check(changes, more=frozenset({"people_cap", "is_public"}))
    partner.next_version(shown_version)
    for field, value in changes.items():
        setattr(partner, field, value)
    _save(partner)
    return partner


def _check(values: dict[str, Any], more: frozenset[str] = frozenset()) -> None:
    """A name that is no field of the profile is a bug of the caller."""
    if unknown := set(values) - PROFILE - more:
        raise TypeError(f"not in a partner's profile: {', '.join(sorted(unknown))}")


def _save(partner: Partner) -> None:
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "partner_keeps_taken_places":
            raise Refusal(_("More interns than that are there or expected on some day."), field="people_cap") from error
        raise Refusal(
            _("A partner of exactly this name is in the register."),
            instead=_("Open it, or add the city or branch to the name."),
            field="name",
        ) from error


def _new_slug(name: str) -> str:
    """An address that no partner has, and none had before it was merged. One query for a name never met."""
    base = slugify(name, allow_unicode=False)[: SLUG_LENGTH - 5].strip("-") or "partner"
    slug, number = base, 1
    while (
        Partner.objects.filter(slug=slug).exists()
        or PartnerMerge.objects.filter(loser_slug=slug, state=MergeState.MERGED).exists()
    ):
        number += 1
        slug = f"{base}-{number}"
    return slug
