"""Lists that the demo's offices have sent: a running term, its hours and old talks; contacts that wait for a yes; a faulty one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo.organisations import actor_of
from core import clock
from core.actor import Actor, Role
from institutions.models import Agreement, Department, Import, Institute, Partner
from institutions.services.contact_log_sheet import CONTACT_LOG
from institutions.services.imports import begin_import, confirm_import
from institutions.services.parts_sheet import CONTACTS
from placements.services.hours_sheet import OPENING_HOURS
from placements.services.placements_sheet import PLACEMENTS
from students.models import Student
from students.services.students_sheet import STUDENTS

OFFICE = "kaghan"
BROUGHT = 3  # students whose placements had begun before the portal
STAY = timedelta(days=40), timedelta(days=50)  # how long ago they began, how far ahead they end
COUNTED = timedelta(days=15)  # how long ago the spreadsheet ended


def everyone(*, now: datetime) -> None:
    """Three lists that are in, one that waits to be confirmed, and one that waits with what is wrong in it."""
    by, today = actor_of(Role.COORDINATOR, OFFICE), clock.day_of(now)
    agreement = Agreement.objects.in_force(today).filter(institute__slug=OFFICE, starts_on__lt=today - STAY[0]).first()
    if agreement is not None:
        _running(agreement, by, now=now)
        _talks(agreement.partner, by, now=now)
        _contacts(agreement.partner, by, now=now - timedelta(hours=1))
    _to_correct(by, now=now - timedelta(hours=3))


def _running(agreement: Agreement, by: Actor, *, now: datetime) -> None:
    today = clock.day_of(now)
    first, last = today - STAY[0], min(today + STAY[1], agreement.ends_on)
    scope = agreement.departments.all()
    department = (scope or Department.objects.filter(site__partner=agreement.partner)).order_by("pk").first()
    free = Student.objects.filter(
        institute=agreement.institute, programme__in=agreement.programmes.all(), placements=None
    )
    chosen = list(free.order_by("-pk")[:BROUGHT])
    where = {"partner": agreement.partner.name, "department": department.name, "starts_on": first}
    terms = {"kind": "rotation", "ends_on": last, "full_time": "yes", "required_hours": 240}
    lines = [{"roll_no": student.roll_no, **where, **terms} for student in chosen]
    _bring(PLACEMENTS, lines, "Running term.csv", by, now=now - timedelta(days=2))
    sums = {"until": today - COUNTED, "approved_by": "Ms Rubina Shah, ward register"}
    hours = [{"roll_no": s.roll_no, **where, **sums, "hours": 96 + 4 * n} for n, s in enumerate(chosen)]
    _bring(OPENING_HOURS, hours, "Hours until the portal.csv", by, now=now - timedelta(days=2))


def _talks(partner: Partner, by: Actor, *, now: datetime) -> None:
    """What stood in the office's notebook."""
    who = {"partner": partner.name, "way": "phone", "with_whom": "Ms Rubina Shah"}
    said = ("They ask for the list a month ahead.", "Night duty from the third week on only.")
    days = [(clock.day_of(now) - timedelta(days=ago)).isoformat() for ago in (120, 95)]
    lines = [{**who, "at": f"{day} 10:15", "said": words} for day, words in zip(days, said, strict=True)]
    _bring(CONTACT_LOG, lines, "Telephone notebook.csv", by, now=now - timedelta(days=2))


def _contacts(partner: Partner, by: Actor, *, now: datetime) -> None:
    """Sent, looked through, and not confirmed yet."""
    usual = {"partner": partner.name, "title": "", "email": ""}
    people = (("education", "Ms Rubina Shah", "+929923810000"), ("infection", "Dr Adeel Khan", "+929923810044"))
    lines = [{**usual, "duty": duty, "name": name, "phone": phone} for duty, name, phone in people]
    _send(CONTACTS, lines, "Whom to call.csv", by, now=now)


def _to_correct(by: Actor, *, now: datetime) -> None:
    """The list of the next intake, with four cells that a spreadsheet easily gets wrong."""
    intake = Institute.objects.get(slug=OFFICE).programmes.order_by("pk").first().intakes.order_by("pk").first()
    usual = {"programme": intake.programme.code, "intake": intake.name, "city": "Abbottabad"}
    names = ("Amna Qureshi", "Bilal Tariq", "Chanda Iqbal", "Daniyal Sheikh", "Eman Rauf", "Faisal Noor")
    wrong = {1: {"email": "bilal.tariq"}, 3: {"intake": "Autumn 1999"}, 4: {"name": ""}, 5: {"relation": "cousin"}}
    lines = []
    for number, name in enumerate(names):
        address = f"{name.lower().replace(' ', '.')}@students.kaghan.example"
        own = {"roll_no": f"K-{2027000 + number}", "name": name, "email": address, "relation": "son"}
        lines.append({**own, **usual, **wrong.get(number, {})})
    _send(STUDENTS, lines, "New students.csv", by, now=now)


def _send(sheet: Any, lines: Sequence[dict[str, Any]], name: str, by: Actor, *, now: datetime) -> Import:
    """The lines as a coordinator's spreadsheet writes them."""
    columns = [column for column in sheet.columns if column.name in lines[0]]
    rows = [[column.heading for column in columns], *([line[column.name] for column in columns] for line in lines)]
    content = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()
    return begin_import(by=by, now=now, noun=sheet.noun, file=SimpleUploadedFile(name, content))


def _bring(sheet: Any, lines: Sequence[dict[str, Any]], name: str, by: Actor, *, now: datetime) -> None:
    confirm_import(import_id=_send(sheet, lines, name, by, now=now).pk, by=by, now=now)
