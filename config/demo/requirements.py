"""What the demo's hosts ask: copied from the starter set, some more than others; a waiver; who cannot start."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from config.demo.organisations import actor_of
from config.demo.records import sent
from config.demo.term import place
from core.actor import Actor, Role
from institutions.models import Department, Partner, Programme, Requirement, RequirementStarter
from institutions.services.requirements import add_requirement
from placements.models import Slot
from students.models import Student
from students.services.records_checking import verify_record
from students.services.waivers import give_waiver

PARTNERS = {
    "margalla": ("mmr", "hepatitis-b", "varicella", "tuberculosis", "basic-life-support", "privacy"),
    "clifton": ("privacy", "liability-insurance", "photo"),
    "bolan": ("hepatitis-b", "tetanus", "bloodborne"),
    "chenab": ("mmr", "influenza", "n95-fit", "basic-life-support", "criminal-check"),
    "sindh-health": ("privacy", "code-of-conduct"),
}
DEPARTMENTS = {("margalla", "Emergency"): ("n95-fit",)}
PROGRAMMES = {("hingol", "BSN"): ("council",), ("kaghan", "BSN"): ("council",)}


# What two of the three who come have given: the first all of it, the second some; the third nothing.
FULL = (
    ("mmr-dose", 900, None, {}),
    ("mmr-dose", 860, None, {}),
    ("hepb-dose", 800, None, {"product": "three-dose"}),
    ("hepb-dose", 760, None, {"product": "three-dose"}),
    ("hepb-dose", 600, None, {"product": "three-dose"}),
    ("hepb-titre", 560, None, {"titre": 240.0}),
    ("varicella-titre", 500, None, {"result": "positive"}),
    ("tb-igra", 40, None, {"result": "negative"}),
    ("bls", 100, 620, {"provider": "American Heart Association", "format": "in person"}),
    ("privacy-training", 30, None, {}),
    ("council-registration", 200, 500, {"council": "PNMC", "number": "A-10417"}),
)
SOME = (FULL[0], FULL[1], FULL[6], ("bls", 660, 70, FULL[8][3]))


def everyone(slot: Slot, coming: list[Student], *, now: datetime) -> None:
    """Each asks in the name of its own lead or coordinator; then three students get a place in `slot`, ready or not."""
    begun = now - timedelta(days=40)
    for slug, wanted in PARTNERS.items():
        _ask(Partner.objects.get(slug=slug), actor_of(Role.LEAD, slug), wanted, begun)
    for (slug, name), wanted in DEPARTMENTS.items():
        department = Department.objects.select_related("site").get(site__partner__slug=slug, name=name)
        _ask(department, actor_of(Role.LEAD, slug), wanted, begun)
    for (slug, code), wanted in PROGRAMMES.items():
        _ask(Programme.objects.get(institute__slug=slug, code=code), actor_of(Role.COORDINATOR, slug), wanted, begun)
    for student, given in zip(coming, (FULL, SOME, ()), strict=False):
        place(slot, student, now=now - timedelta(days=8))
        _bring(student, given, now=now - timedelta(days=3))
    for student in coming[1:2]:
        _waive(student, now=now - timedelta(days=1))


def _bring(student: Student, given: Sequence[tuple[str, int, int | None, dict[str, Any]]], *, now: datetime) -> None:
    """Given, and verified by the office."""
    office = actor_of(Role.COORDINATOR, student.institute.slug)
    first = None
    for slug, ago, ahead, values in given:
        record = sent(student, slug, ago, ahead, values, now=now, copy_of=first)
        first = first or record
        said = {"on": record.on, "until": record.until, "values": record.values}
        verify_record(record_id=record.pk, by=office, now=now + timedelta(hours=3), **said)


def _ask(asker: Partner | Department | Programme, by: Actor, wanted: tuple[str, ...], now: datetime) -> None:
    for starter in RequirementStarter.objects.filter(slug__in=wanted).order_by("position"):
        add_requirement(
            asker=asker, by=by, now=now, title=starter.title, rule=starter.rule, note=starter.note, due_days=42
        )


def _waive(student: Student, *, now: datetime) -> None:
    """One thing is spared by word of the partner."""
    requirement = Requirement.objects.get(partner__slug="margalla", title="Privacy and confidentiality")
    give_waiver(
        student_id=student.pk,
        requirement_id=requirement.pk,
        by=actor_of(Role.COORDINATOR, student.institute.slug),
        now=now,
        reason="The hospital trains it itself in the first week.",
        agreed_with="Farah Jamil, by phone",
    )
