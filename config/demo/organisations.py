"""Institutes, partners and their people: what an administrator sets up first."""

from datetime import datetime, timedelta

from accounts.models import AccessLink, Purpose, User
from accounts.services.invitations import accept_invitation
from config.demo.data import INSTITUTES, PARTNERS, PASSWORD, InstituteData, PartnerData
from core.actor import Actor, Role
from institutions.models import Campus, Department, Institute, Intake, Membership, Partner, Programme, Site
from institutions.services.memberships import invite_member


def claim(user: User, *, now: datetime) -> None:
    """Accept the invitation that waits for `user`, with the demo's password."""
    link = AccessLink.objects.filter(user=user, purpose=Purpose.INVITATION, used_at=None, revoked_at=None).latest("pk")
    accept_invitation(link_id=link.pk, password=PASSWORD, now=now)


def administrator(*, now: datetime) -> Membership:
    """The person who runs the portal."""
    user = User.objects.create_superuser("admin@wardbridge.example", PASSWORD, name="Yasmin Aziz", claimed_at=now)
    return Membership.objects.create(user=user, role=Role.ADMINISTRATOR, started_at=now)


def institute(data: InstituteData, *, by: Actor, now: datetime) -> Institute:
    """One institute with programmes, an intake each, and its staff."""
    made = Institute.objects.create(
        name=data.name,
        short_name=data.short_name,
        slug=data.slug,
        city=data.city,
        recognised_by=data.recognised_by,
        phone=data.phone,
        email=f"placements@{data.slug}.example",
        email_domain=f"{data.slug}.example",
        signatory_name=data.signatory[0],
        signatory_title=data.signatory[1],
        asks_for_merit=data.asks_for_merit,
    )
    campus = Campus.objects.create(institute=made, name="Main campus", city=data.city)
    first_day = (now - timedelta(days=420)).date()
    for code, name, hours in data.programmes:
        programme = Programme.objects.create(institute=made, campus=campus, code=code, name=name, required_hours=hours)
        place_by = (now + timedelta(days=42)).date()
        Intake.objects.create(
            programme=programme, name=f"Intake {first_day.year}", starts_on=first_day, place_by=place_by
        )
    for role, name, title in data.staff:
        membership = invite_member(
            by=by, now=now, role=role, name=name, email=_address(name, data.slug), institute=made, title=title
        )
        claim(membership.user, now=now)
    return made


def partner(data: PartnerData, *, by: Actor, now: datetime) -> Partner:
    """One partner with its site, departments, leads and supervisors."""
    made = Partner.objects.create(
        name=data.name, slug=data.slug, kind=data.kind, city=data.city, about=data.about, people_cap=data.cap
    )
    site = Site.objects.create(partner=made, name="Main building", city=data.city)
    departments = [
        Department.objects.create(site=site, name=name, contact_email=f"{name.split()[0].lower()}@{data.slug}.example")
        for name in data.departments
    ]
    for role, name, title, licence, index in data.staff:
        membership = invite_member(
            by=by,
            now=now,
            role=role,
            name=name,
            email=_address(name, data.slug),
            partner=made,
            department=departments[index],
            title=title,
            licence_no=licence,
        )
        claim(membership.user, now=now)
    return made


def _address(name: str, slug: str) -> str:
    words = [word.lower() for word in name.split() if word not in {"Dr", "Prof", "Sister"}]
    return f"{'.'.join(words)}@{slug}.example"


def everyone(*, by: Actor, now: datetime) -> None:
    """All institutes and partners."""
    for institute_data in INSTITUTES:
        institute(institute_data, by=by, now=now)
    for partner_data in PARTNERS:
        partner(partner_data, by=by, now=now)


def actor_of(role: Role, slug: str, index: int = 0) -> Actor:
    """The actor of the nth person in `role` at the institute or partner with this slug."""
    people = (
        Membership.objects.current().filter(role=role).select_related("user", "institute", "partner").order_by("pk")
    )
    return [m for m in people if slug in {getattr(m.institute, "slug", ""), getattr(m.partner, "slug", "")}][
        index
    ].as_actor()
