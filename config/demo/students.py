"""The students of the demo: named by their coordinators, most of them in with a finished profile."""

import io
import random
from datetime import datetime, timedelta

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo.data import INSTITUTES, InstituteData
from config.demo.organisations import actor_of, claim
from config.demo.term import actor_of_student
from core.actor import Role
from institutions.models import Intake
from students.models import Student
from students.services.profiles import set_cv, update_profile
from students.services.students import add_student

DAUGHTERS = {"Ayesha", "Mahnoor", "Zainab", "Hira", "Laiba", "Iqra", "Sidra", "Komal", "Nimra", "Mehwish", "Rimsha"}
FATHERS = ("Imran", "Shahid", "Akbar", "Zafar", "Aslam", "Javed", "Nasir", "Rashid")
SHARES = (0.65, 0.35)  # how the students divide between the two institutes
UNCLAIMED_EVERY = 9  # of the names that nothing is told about, every ninth has not accepted the invitation


def everyone(count: int, *, now: datetime, chance: random.Random, first_days: int) -> dict[str, list[Student]]:
    """`count` students by "institute/programme code", the first of each list with a full profile; the last few have just been added."""
    made: dict[str, list[Student]] = {}
    for data, share in zip(INSTITUTES, SHARES, strict=True):
        for index in range(max(round(count * share), 8)):
            name = _name(data, index)
            code = data.programmes[index % len(data.programmes)][0]
            student = _student(data, code, name, index, now=now - timedelta(days=first_days), chance=chance)
            made.setdefault(f"{data.slug}/{code}", []).append(student)
    return made


def _name(data: InstituteData, index: int) -> str:
    """Given names go round, and family names with them, one further each time: the first sixty are all different people."""
    given = data.given[index % len(data.given)]
    family = data.family[(index + index // len(data.given)) % len(data.family)]
    return f"{given} {family}"


def _student(data: InstituteData, code: str, name: str, index: int, *, now: datetime, chance: random.Random) -> Student:
    coordinator = actor_of(Role.COORDINATOR, data.slug)
    given, family = name.split()
    intake = Intake.objects.get(programme__institute__slug=data.slug, programme__code=code)
    student = add_student(
        by=coordinator,
        now=now,
        intake=intake,
        roll_no=f"{intake.starts_on.year}-{code}-{index + 101:04d}",
        name=name,
        email=f"{given}.{family}.{index + 1}@students.{data.slug}.example".lower(),
        father_name=f"{chance.choice(FATHERS)} {family}",
        relation="daughter" if given in DAUGHTERS else "son",
        gender="female" if given in DAUGHTERS else "male",
        id_number=f"42101-{chance.randrange(1_000_000, 9_999_999)}-{chance.randrange(1, 9)}",
        city=data.city,
    )
    if index % UNCLAIMED_EVERY == UNCLAIMED_EVERY - 1:
        return student
    claim(student.user, now=now + timedelta(days=1))
    if index % UNCLAIMED_EVERY != UNCLAIMED_EVERY - 2:
        _profile(student, index, now=now + timedelta(days=2))
    return student


def _profile(student: Student, index: int, *, now: datetime) -> None:
    actor = actor_of_student(student)
    update_profile(
        student_id=student.pk,
        by=actor,
        now=now,
        phone=f"+92 300 {5550100 + index}",
        city=student.city,
        about="I like work with people and with machines, and want to learn in a busy place.",
        skills="Basic life support\nInfection control\nPatient positioning",
        languages="Urdu, English, Sindhi",
        emergency_name=student.father_name,
        emergency_phone=f"+92 301 {5550100 + index}",
    )
    student.refresh_from_db()
    set_cv(
        student_id=student.pk,
        by=actor,
        now=now,
        cv=SimpleUploadedFile("CV.pdf", a_cv(student), content_type="application/pdf"),
    )


def a_cv(student: Student) -> bytes:
    """A CV of one page: name, programme, three lines."""
    lines = [
        student.user.name,
        student.programme.name,
        student.institute.name,
        "Basic life support, infection control",
        "Urdu, English",
    ]
    return a_page(lines)


def a_page(lines: list[str]) -> bytes:
    """A PDF of one page that says these lines."""
    text = "".join(f"0 -22 Td ({line.translate({40: None, 41: None})}) Tj " for line in lines)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(f"BT /F1 14 Tf 72 780 Td {text} ET".encode("latin-1", "replace"))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
