"""The demo's referees: one address to confirm, one who is asked, one who has written; and a site that a student found."""

from datetime import datetime, timedelta

from accounts.models import Purpose
from accounts.services.links import ensure_link
from config.demo import term
from config.demo.organisations import actor_of
from core import clock
from core.actor import Role, Via
from placements.models import Application, Reference
from placements.services.proposals import propose_site
from placements.services.referees import confirm_referee
from placements.services.references import answer_reference, ask_reference
from students.models import Student

WORDS = (
    "I taught this student for two terms in the skills laboratory and stood beside them on eleven ward visits. Patients were told what "
    "would happen before it happened, every time. Among the forty of the year this one would be in the first ten for care and in the "
    "middle for speed, which comes with practice. When a reading did not fit, they said so at once and repeated it."
)


def references(applications: list[Application], finder: Student, *, now: datetime) -> None:
    """In turn: written, asked, to be confirmed. `finder` has found a clinic."""
    people = (
        ("Dr Samina Yousaf", "samina.yousaf@ravi-medical.example", "Senior registrar", "Ravi Medical Centre"),
        ("Ms Nighat Jabeen", "nighat.jabeen@gmail.com", "Head nurse", "Civil Hospital, medical ward"),
        ("Dr Kamran Butt", "kamran.butt@outlook.com", "Medical officer", "Basic Health Unit, Gadap"),
    )
    for index, application in enumerate(applications[:3]):
        reference = _ask(application, people[index], now=now - timedelta(hours=60))
        if index == 2:
            continue
        office = actor_of(Role.COORDINATOR, application.institute.slug)
        how = "Called the number on their website; she answered herself."
        confirm_referee(reference_id=reference.pk, by=office, now=now - timedelta(hours=50), how=how)
        if index == 0:
            _write(reference, now=now - timedelta(hours=9))
    _propose(finder, now=now - timedelta(hours=26))


def _ask(application: Application, person: tuple[str, str, str, str], *, now: datetime) -> Reference:
    name, email, position, organisation = person
    return ask_reference(
        application_id=application.pk,
        by=term.actor_of_student(application.student),
        now=now,
        name=name,
        email=email,
        position=position,
        organisation=organisation,
        needed_by=clock.day_of(min(now + timedelta(days=24), application.slot.apply_by), application.institute.zone),
        waived=True,
        message="You taught us in the skills laboratory last year. I would be glad if you spoke of how I work with patients.",
    )


def _write(reference: Reference, *, now: datetime) -> None:
    user_id = reference.referee.user_id
    link = ensure_link(
        purpose=Purpose.REFERENCE,
        user_id=user_id,
        subject_id=reference.pk,
        now=now,
        expires_at=now + timedelta(days=30),
    )
    writer = reference.referee.as_actor(via=Via.LINK, link_id=link.pk)
    capacity = "Two terms, as a teacher in the skills laboratory"
    answer_reference(reference_id=reference.pk, by=writer, now=now, capacity=capacity, text=WORDS)


def _propose(student: Student, *, now: datetime) -> None:
    first = (now + timedelta(days=60)).date()
    propose_site(
        by=term.actor_of_student(student),
        now=now,
        name="Clifton Medical Center, Gizri branch",
        city="Karachi",
        department="Records office",
        contact_name="Mr Rashid Memon, office manager",
        contact_email="",
        contact_phone="+922135550177",
        starts_on=first,
        ends_on=first + timedelta(days=41),
        why="They move from paper to a records system this winter and would let me code beside their two clerks.",
    )
