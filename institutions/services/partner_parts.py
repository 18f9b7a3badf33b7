"""The parts of a partner's entry: sites, departments, contacts, accreditations. Whoever keeps the profile keeps them."""

from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from core.actor import Actor
from core.errors import Refusal
from core.uploads import clean_upload
from core.verdict import require
from institutions.models import Accreditation, Department, Partner, PartnerContact, Site
from institutions.policies import register as policies
from institutions.services.partners import lock_partner

EVIDENCE = "accreditation"


def _kept(partner_id: int, by: Actor) -> Partner:
    """The partner, locked, of one who may keep it."""
    partner = lock_partner(partner_id)
    require(policies.may_keep(by, partner))
    return partner


def _save(thing: models.Model, refusal: Refusal) -> None:
    """Save; `refusal` where the database knows such a one already."""
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise refusal from error


@transaction.atomic
def keep_site(
    *,
    partner_id: int,
    by: Actor,
    now: datetime,
    name: str,
    city: str,
    site_id: int | None = None,
    shown_version: int | None = None,
    address: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    directions: str = "",
) -> Site:
    """Add a site, or change the one of `site_id`. Locks the partner. Raises NotAllowed, Refusal, Stale."""
    partner = _kept(partner_id, by)
    site = Site.objects.get(pk=site_id, partner=partner) if site_id else Site(partner=partner, created_at=now)
    site.refuse_stale(shown_version)
    site.name, site.city, site.address = name, city, address
    site.latitude, site.longitude, site.directions = latitude, longitude, directions
    _save(site, Refusal(_("The partner has a site of this name."), field="name"))
    return site


@transaction.atomic
def keep_department(
    *,
    partner_id: int,
    by: Actor,
    now: datetime,
    site: Site,
    name: str,
    department_id: int | None = None,
    shown_version: int | None = None,
    specialty: str = "",
    beds: int | None = None,
    interns_at_once: int | None = None,
    contact_email: str = "",
) -> Department:
    """Add a department to one of the partner's sites, or change the one of `department_id`. Raises NotAllowed, Refusal, Stale."""
    partner = _kept(partner_id, by)
    if site.partner_id != partner.pk:
        raise Refusal(_("This site is another partner’s."), field="site")
    department = (
        Department.objects.get(pk=department_id, site__partner=partner) if department_id else Department(created_at=now)
    )
    department.refuse_stale(shown_version)
    department.site, department.name, department.specialty = site, name, specialty
    department.beds, department.interns_at_once, department.contact_email = beds, interns_at_once, contact_email
    _save(department, Refusal(_("This site has a department of this name."), field="name"))
    return department


@transaction.atomic
def keep_contact(
    *,
    partner_id: int,
    by: Actor,
    now: datetime,
    duty: str,
    name: str,
    contact_id: int | None = None,
    shown_version: int | None = None,
    title: str = "",
    phone: str = "",
    email: str = "",
    department: Department | None = None,
) -> PartnerContact:
    """Add a contact, or change the one of `contact_id`; `phone` as `core.phones` writes it. Raises NotAllowed, Refusal, Stale."""
    partner = _kept(partner_id, by)
    if not (phone or email):
        raise Refusal(_("Give a phone number or an e-mail, so that they can be reached."), field="phone")
    if department is not None and department.site.partner_id != partner.pk:
        raise Refusal(_("This department is another partner’s."), field="department")
    contact = (
        PartnerContact.objects.get(pk=contact_id, partner=partner)
        if contact_id
        else PartnerContact(partner=partner, created_at=now)
    )
    contact.refuse_stale(shown_version)
    contact.duty, contact.name, contact.title = duty, name, title
    contact.phone, contact.email, contact.department = phone, email, department
    contact.save()
    return contact


def keep_accreditation(
    *,
    partner_id: int,
    by: Actor,
    now: datetime,
    body: str,
    what_for: str,
    accreditation_id: int | None = None,
    shown_version: int | None = None,
    number: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    evidence: UploadedFile | None = None,
) -> Accreditation:
    """Add an accreditation, or change the one of `accreditation_id`, keeping its evidence where no new file comes.

    The file is looked at before anything is locked. Raises NotAllowed, Refusal, Stale.
    """
    require(policies.may_keep(by, Partner.objects.get(pk=partner_id)))
    if valid_from and valid_until and valid_until < valid_from:
        raise Refusal(_("The last day must not come before the first."), field="valid_until")
    clean = clean_upload(evidence, field="evidence") if evidence else None
    with transaction.atomic():
        partner = _kept(partner_id, by)
        thing = (
            Accreditation.objects.get(pk=accreditation_id, partner=partner)
            if accreditation_id
            else Accreditation(partner=partner, created_at=now)
        )
        thing.refuse_stale(shown_version)
        thing.body, thing.number, thing.what_for = body, number, what_for
        thing.valid_from, thing.valid_until = valid_from, valid_until
        if clean:
            thing.evidence = store_file(
                kind=EVIDENCE, content=clean.content, name=clean.name, media_type=clean.media_type
            )
        thing.save()
    return thing


PARTS: dict[type[models.Model], str] = {
    Site: "partner_id",
    Department: "site__partner_id",
    PartnerContact: "partner_id",
    Accreditation: "partner_id",
}


@transaction.atomic
def remove_part(*, partner_id: int, by: Actor, now: datetime, part: type[models.Model], part_id: int) -> Partner:
    """Take a site, department, contact or accreditation out of the register; the history keeps it.

    Raises NotAllowed, and Refusal while something stands on it.
    """
    partner = _kept(partner_id, by)
    thing = part._default_manager.get(pk=part_id, **{PARTS[part]: partner.pk})  # noqa: SLF001 - Django’s own name
    if isinstance(thing, Site) and thing.departments.exists():
        raise Refusal(_("It has departments."), instead=_("Move them to another site first, or remove them."))
    try:
        with transaction.atomic():
            thing.delete()
    except ProtectedError as error:
        raise Refusal(
            _("Internships, placements or people belong to it."),
            instead=_("It stays for their sake. You can change its name."),
        ) from error
    return partner
