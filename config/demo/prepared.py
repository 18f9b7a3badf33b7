"""What students of the demo look for, what stands on their CVs, and what they asked the partners."""

from datetime import date, datetime, timedelta
from typing import Any

from config.demo.organisations import actor_of
from config.demo.term import actor_of_student
from core.actor import Role
from institutions.models import Site
from institutions.services.partner_parts import keep_site
from placements.models import Slot
from placements.services.questions import answer_question as answer_publicly
from placements.services.questions import ask_question
from students.models import Student
from students.services.cv import file_cv, keep_entry, order_cv
from students.services.goals import answer_question

GOALS: dict[str, dict[str, Any]] = {
    "field": {"tracks": ["imaging"]},
    "skills": {"skills": "portable films\ncontrast safety"},
    "place": {"city": "Karachi", "km_at_most": 10},
    "length": {"weeks_at_least": 8, "weeks_at_most": 16},
    "balance": {"hours_at_most": 40, "no_nights": False},
    "pay": {"pay": "welcome"},
}
ENTRIES = (
    ("education", "FSc pre-medical, 84 %", "Government College, Hyderabad", date(2021, 8, 1), date(2023, 6, 30), ""),
    (
        "experience",
        "Volunteer at a screening camp",
        "Kirthar Rural Support, Thatta",
        date(2024, 7, 1),
        date(2024, 8, 15),
        "Registered 300 people, measured blood pressure, led those with high values to the doctor.",
    ),
    ("research", "Repeat rate of portable chest films", "Poster, student day", None, date(2025, 11, 20), ""),
    ("course", "Basic life support", "Pakistan Life Savers", None, date(2025, 3, 9), ""),
)
DIRECTIONS = (
    "Green Line to Numaish, then ten minutes on foot along M. A. Jinnah Road. Interns use the gate beside the pharmacy; "
    "show the letter of placement there. Parking inside is for patients only."
)
ASKED = (
    (
        "Is there a place to leave a bag during theatre shifts?",
        "Yes: lockers beside the changing room. Bring your own padlock.",
    ),
    (
        "Do interns go home after a night, or stay for the morning list?",
        "You go home at 08:00. The next day begins at noon.",
    ),
)
WAITING = "May I swap one of the two night shifts with another intern?"


def prepared(students: list[Student], asked: Slot, *, now: datetime) -> None:
    """Goals and a CV of the first, goals of the others; a slot with two answers and a question that waits."""
    for student in students:
        for question, answers in GOALS.items():
            answer_question(
                student_id=student.pk, by=actor_of_student(student), now=now, question=question, answers=answers
            )
    _cv(students[0], now=now)
    lead = actor_of(Role.LEAD, asked.partner.slug)
    site = Site.objects.get(pk=asked.department.site_id)
    kept = {name: getattr(site, name) for name in ("name", "city", "address", "latitude", "longitude")}
    keep_site(partner_id=site.partner_id, site_id=site.pk, by=lead, now=now, directions=DIRECTIONS, **kept)
    for days, (text, answer) in enumerate(ASKED, 3):
        question = ask_question(
            slot_id=asked.pk, by=actor_of_student(students[1]), now=now - timedelta(days=days), text=text
        )
        answer_publicly(question_id=question.pk, by=lead, now=now - timedelta(days=days - 1), answer=answer)
    ask_question(slot_id=asked.pk, by=actor_of_student(students[0]), now=now - timedelta(hours=20), text=WAITING)


def _cv(student: Student, *, now: datetime) -> None:
    """Entries, and the PDF that the portal makes of them."""
    acting = {"student_id": student.pk, "by": actor_of_student(student), "now": now}
    for section, title, place, first, last, text in ENTRIES:
        keep_entry(**acting, section=section, title=title, place=place, starts_on=first, ends_on=last, text=text)
    order_cv(**acting)
    file_cv(student_id=student.pk, now=now)
