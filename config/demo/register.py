"""The register of the demo: profiles that say something, whom to ask, who vouches until when, calls that are due, an entry made twice."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.demo.organisations import actor_of
from core import clock
from core.actor import Role
from institutions.models import Duty, Partner, PartnerKind, Teaching, Way
from institutions.services.contact_log import log_contact
from institutions.services.merging import propose_merge
from institutions.services.partner_parts import keep_accreditation, keep_contact, keep_department, keep_site
from institutions.services.partners import edit_partner, register_partner


@dataclass(frozen=True, slots=True)
class ProfileData:
    """What one partner says about itself."""

    slug: str
    place: tuple[str, str]
    address: str
    phone: str
    teaching: Teaching
    beds: int | None
    ward_beds: tuple[int, ...]  # of the departments, in the order of their names
    languages: str
    how_taught: str
    values: tuple[str, ...]
    initiatives: tuple[str, ...]
    contacts: tuple[tuple[Duty, str, str, str], ...]  # duty, name, position, phone
    papers: tuple[tuple[str, str, str, int], ...]  # body, what for, number, days from now until it runs out


PROFILES = (
    ProfileData(
        slug="margalla",
        place=("24.86143", "67.00994"),
        address="14 Garden Road, Saddar",
        phone="+922132415551",
        teaching=Teaching.UNIVERSITY,
        beds=640,
        ward_beds=(42, 120, 0),
        languages="Urdu, English, Sindhi",
        how_taught="Interns join the morning round and the Wednesday teaching hour. One named supervisor signs for them; from the third"
        " week they work with the supervisor in the next room.",
        values=("The patient is told first", "No question is too small", "Whoever sees a fault says so"),
        initiatives=(
            "A stroke unit with its own scanner",
            "Free chest films in the fishing villages, each first Sunday",
        ),
        contacts=(
            (Duty.EDUCATION, "Farah Jamil", "Education office", "+923002415551"),
            (Duty.SIGNATORY, "Dr Khalid Mansoor", "Medical superintendent", "+922132415501"),
            (Duty.INFECTION, "Sister Grace Masih", "Infection control", "+922132415577"),
            (Duty.EMERGENCY, "Duty registrar", "At all hours", "+922132415599"),
        ),
        papers=(
            ("Medical and Dental Council", "House job and teaching", "TH-0211", 640),
            ("Sindh Healthcare Commission", "Hospital licence", "SHCC-4471", 24),
        ),
    ),
    ProfileData(
        slug="clifton",
        place=("24.81380", "67.03000"),
        address="Block 5, Clifton",
        phone="+922135301122",
        teaching=Teaching.TEACHING,
        beds=24,
        ward_beds=(24, 0),
        languages="Urdu, English",
        how_taught="Two interns a section. The first week is watching; then each patient is prepared under the eye of a radiographer.",
        values=("On time, every time", "Quiet rooms"),
        initiatives=("A second CT since spring",),
        contacts=((Duty.EDUCATION, "Omar Haleem", "Administrator", "+923212000155"),),
        papers=(("Sindh Healthcare Commission", "Clinic licence", "SHCC-5120", 410),),
    ),
    ProfileData(
        slug="bolan",
        place=("30.18410", "67.00140"),
        address="Jinnah Road",
        phone="+92812821500",
        teaching=Teaching.TEACHING,
        beds=None,
        ward_beds=(),
        languages="Urdu, Balochi, Pashto",
        how_taught="Interns rotate through six sections, a fortnight each, and keep a logbook that the section head signs.",
        values=("A result is only as good as its label",),
        initiatives=("Door-to-door anaemia screening in Sariab",),
        contacts=((Duty.EDUCATION, "Gul Bakht", "Laboratory manager", "+923332821500"),),
        papers=(("National Accreditation Council", "ISO 15189", "LAB-118", 300),),
    ),
)

# partner, days ago, how, with whom, what was said, next call in days, about what
TALKS = (
    ("margalla", 40, Way.VISIT, "Dr Khalid Mansoor", "Showed us the new stroke unit. He would take more nursing students.", None, ""),
    ("margalla", 3, Way.PHONE, "Farah Jamil", "Six places for spring, if the list comes soon.", 0, "Send the list, agree on the dates"),
    ("bolan", 12, Way.WHATSAPP, "Gul Bakht", "The agreement lies with their lawyer.", -2, "Has the lawyer answered?"),
    ("chenab", 4, Way.MAIL, "Mubashir Gill", "Asks which insurer covers the students on nights.", 5, "Name the insurer"),
)  # fmt: skip


def register(*, now: datetime) -> None:
    """Profiles by their leads, the log of one placement office, and a hospital that the other office entered a second time."""
    for profile in PROFILES:
        _profile(profile, now=now - timedelta(days=90))
    coordinator = actor_of(Role.COORDINATOR, "hingol")
    today = clock.day_of(now)
    for slug, ago, way, whom, said, due, about in TALKS:
        at = now - timedelta(days=ago)
        log_contact(
            partner_id=Partner.objects.get(slug=slug).pk,
            by=coordinator,
            now=at + timedelta(minutes=10),
            at=at,
            way=way,
            with_whom=whom,
            said=said,
            next_on=None if due is None else today + timedelta(days=due),
            next_about=about,
        )
    other = actor_of(Role.COORDINATOR, "kaghan")
    twin = register_partner(
        by=other,
        now=now,
        name="Chenab Gen. Hosp.",
        kind=PartnerKind.HOSPITAL,
        city="Multan",
        first_site="Main building",
    )
    propose_merge(
        loser_id=twin.pk,
        survivor=Partner.objects.get(slug="chenab"),
        by=other,
        now=now,
        reason="I entered it before I found it: the same gate on Bosan Road.",
    )


def _profile(data: ProfileData, *, now: datetime) -> None:
    partner = Partner.objects.get(slug=data.slug)
    lead = actor_of(Role.LEAD, data.slug)
    mine = {"partner_id": partner.pk, "by": lead, "now": now}
    edit_partner(
        **mine,
        address=data.address,
        phone=data.phone,
        email=f"office@{data.slug}.example",
        teaching=data.teaching,
        beds=data.beds,
        languages=data.languages,
        how_taught=data.how_taught,
        values="\n".join(data.values),
        initiatives="\n".join(data.initiatives),
    )
    site = partner.sites.get()
    latitude, longitude = map(Decimal, data.place)
    keep_site(
        **mine,
        site_id=site.pk,
        name=site.name,
        city=site.city,
        address=data.address,
        latitude=latitude,
        longitude=longitude,
    )
    for department, beds in zip(site.departments.order_by("name"), data.ward_beds, strict=False):
        keep_department(
            **mine,
            department_id=department.pk,
            site=site,
            name=department.name,
            beds=beds or None,
            contact_email=department.contact_email,
        )
    for duty, name, title, phone in data.contacts:
        keep_contact(**mine, duty=duty, name=name, title=title, phone=phone)
    for number, (body, what_for, reference, left) in enumerate(data.papers):
        keep_accreditation(
            **mine,
            body=body,
            what_for=what_for,
            number=reference,
            valid_until=clock.day_of(now) + timedelta(days=90 + left),
            evidence=None if number or data.slug != "margalla" else _paper(),
        )


def _paper() -> SimpleUploadedFile:
    """A page without a word: the demo invents no council's letter."""
    page = io.BytesIO()
    Image.new("RGB", (420, 594), "white").save(page, "PNG")
    return SimpleUploadedFile("letter-of-recognition.png", page.getvalue())
