"""The records of the demo: one student with something in every state, and a queue for the office to go through."""

import io
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.services.reading import note_reading
from config.demo.organisations import actor_of
from config.demo.students import a_page
from config.demo.term import actor_of_student
from core.actor import Role
from institutions.models import EvidenceKind, Membership
from students.models import Record, Student
from students.services import records as services
from students.services import records_checking as checking

PAPER, INK, GREEN = "#f7f4ea", "#20302d", "#0b5d57"

# kind, days ago, days ahead to its end, fields, how far it got
WALLET: tuple[tuple[str, int, int | None, dict[str, Any], str], ...] = (
    ("mmr-dose", 900, None, {}, "verified"),
    ("mmr-dose", 860, None, {}, "verified"),
    ("varicella-titre", 300, None, {"result": "positive"}, "verified"),
    ("hepb-dose", 700, None, {"product": "three-dose"}, "verified"),
    ("bls", 710, 20, {"provider": "American Heart Association", "format": "in person"}, "verified"),
    ("liability-insurance", 315, 50, {"insurer": "Indus Mutual"}, "verified"),
    ("tb-igra", 12, None, {"result": "negative"}, "submitted"),
    ("privacy-training", 40, None, {}, "rejected"),
    ("n95-fit", 3, None, {"model": ""}, "draft"),
)
QUEUE: tuple[tuple[str, int, int | None, dict[str, Any]], ...] = (
    ("mmr-dose", 420, None, {}),
    ("mmr-dose", 380, None, {}),
    ("influenza", 30, None, {}),
    ("bls", 60, 670, {"provider": "Pakistan Red Crescent", "format": "in person"}),
    ("privacy-training", 20, None, {}),
    ("criminal-check", 25, None, {}),
    ("hepb-titre", 90, None, {"titre": 112.0}),
)


def everyone(intern: Student, others: list[Student], *, now: datetime) -> None:
    """One full wallet; then of each of the others a document or two that waits. Coordinators clear health evidence, and one lead does."""
    offices = Membership.objects.filter(role=Role.COORDINATOR)
    leads = Membership.objects.filter(role=Role.LEAD, partner__slug="margalla")
    for membership in (*offices, *leads):
        membership.clears_health_evidence = True
        membership.save(update_fields=["clears_health_evidence"])
    _wallet(intern, now=now)
    for index, student in enumerate(others):
        first = None
        for position, row in enumerate(QUEUE[2 * index : 2 * index + 2]):
            moment = now - timedelta(days=4 - index, hours=3 - position)
            given = sent(student, *row, now=moment, copy_of=first, pdf=index == 1)
            first = first or given


def _wallet(student: Student, *, now: datetime) -> None:
    office = actor_of(Role.COORDINATOR, student.institute.slug)
    first = None
    for position, (slug, ago, ahead, values, state) in enumerate(WALLET):
        moment = now - timedelta(days=min(ago, 5), hours=position)
        if state == "draft":
            _drafted(student, slug, ago, values, now=moment, copy_of=first)
            continue
        record = sent(student, slug, ago, ahead, values, now=moment, copy_of=first)
        first = first or record
        later = moment + timedelta(hours=2)
        if state != "submitted":
            note_reading(stored=record.file, by=office, now=later)
        if state == "verified":
            said = {"on": record.on, "until": record.until, "values": record.values}
            checking.verify_record(record_id=record.pk, by=office, now=later, **said)
        if state == "rejected":
            words = "The page with the date is missing. Please send both pages."
            checking.reject_record(record_id=record.pk, by=office, now=later, reason="no_date", words=words)


def _drafted(
    student: Student, slug: str, ago: int, values: dict[str, Any], *, now: datetime, copy_of: Record | None
) -> Record:
    """Begun, with the document of an earlier one where there is one."""
    return services.keep_draft(
        student_id=student.pk,
        kind=EvidenceKind.objects.get(slug=slug),
        by=actor_of_student(student),
        now=now,
        typed={"on": (now - timedelta(days=ago)).date().isoformat(), **{k: str(v) for k, v in values.items()}},
        copy_of_id=copy_of.pk if copy_of else None,
    )


def sent(
    student: Student,
    slug: str,
    ago: int,
    ahead: int | None,
    values: dict[str, Any],
    *,
    now: datetime,
    copy_of: Record | None = None,
    pdf: bool = False,
) -> Record:
    """One document that waits for the office."""
    draft = _drafted(student, slug, ago, values, now=now, copy_of=copy_of)
    by = actor_of_student(student)
    if draft.file_id is None:
        name, content = ("card.pdf", a_page(_lines(student))) if pdf else ("card.png", a_card(_lines(student)))
        document = SimpleUploadedFile(name, content)
        services.attach_document(record_id=draft.pk, by=by, now=now, document=document)
    return services.submit_record(
        record_id=draft.pk,
        by=by,
        now=now,
        on=(now - timedelta(days=ago)).date(),
        until=(now + timedelta(days=ahead)).date() if ahead is not None else None,
        values=values,
    )


def _lines(student: Student) -> list[str]:
    return [
        "Health record card",
        f"Name: {student.user.name}",
        f"Roll number: {student.roll_no}",
        "MMR, first and second dose",
        "Hepatitis B, varicella, influenza",
        "Basic life support, in person",
        "Signed and stamped: Student clinic",
    ]


def a_card(lines: list[str]) -> bytes:
    """A card as a phone would photograph it."""
    card = Image.new("RGB", (900, 620), PAPER)
    pen = ImageDraw.Draw(card)
    pen.rectangle((18, 18, 882, 602), outline=GREEN, width=6)
    for row, line in enumerate(lines):
        pen.text((60, 60 + 74 * row), line, fill=GREEN if row == 0 else INK, font_size=44 if row == 0 else 32)
    out = io.BytesIO()
    card.save(out, "PNG")
    return out.getvalue()
