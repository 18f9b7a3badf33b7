"""What a blind review hides: whose an application is. Every page, list, file and message of the partner's asks here."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.actor import Actor, Role
from core.errors import Words
from core.verdict import YES, Verdict, no
from placements.models import Application

SHORTEST = 3  # letters of a name that are hidden; shorter ones stand in every text
HIDDEN = "▢▢▢"


@dataclass(frozen=True, slots=True)
class Face:
    """How an application is called to one reader. `detail` is empty where it would tell whose it is."""

    name: Words
    detail: Words
    is_hidden: bool


def is_hidden_from(actor: Actor, application: Application) -> bool:
    """True for the partner's people while its review is blind; its student and its institute know whose it is."""
    return application.is_veiled and actor.acts_as(Role.LEAD, Role.SUPERVISOR)


def face_of(application: Application, actor: Actor) -> Face:
    """Name, and programme with institute; a number and nothing where the name is hidden."""
    if is_hidden_from(actor, application):
        return Face(hidden_name(application), "", is_hidden=True)
    student = application.student
    return Face(student.user.name, f"{student.programme.name} · {application.institute.name}", is_hidden=False)


def hidden_name(application: Application) -> str:
    """Like “Applicant A-12”."""
    return _("Applicant %(number)s") % {"number": application.number}


def may_read_papers(actor: Actor, application: Application) -> Verdict:
    """Files carry the name: nobody opens them while the review is blind."""
    if is_hidden_from(actor, application):
        return no(
            _("Hidden until decisions are released: the file carries the name."),
            _("The statement stands on the application’s page."),
        )
    return YES


def veiled(text: str, application: Application) -> str:
    """A text of the student's own without the words of their name, roll number, father's name and institute."""
    student, institute = application.student, application.institute
    said = (
        student.user.name,
        student.father_name,
        student.roll_no,
        institute.name,
        institute.short_name,
        student.user.email,
    )
    whole = [part for part in said if len(part) >= SHORTEST]
    # Of a person's name every word, of an institute's only the whole: “college” and “health” stand in every statement.
    words = [
        word for name in (student.user.name, student.father_name) for word in name.split() if len(word) >= SHORTEST
    ]
    for part in sorted({*whole, *words}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    return text
