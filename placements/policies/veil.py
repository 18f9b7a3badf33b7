"""What a blind review hides: whose an application is. Every page, list, file and message of the partner's asks here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.actor import Actor, Role
from core.errors import Words
from core.masking import Tells, masked, without_he_or_she
from core.verdict import YES, Verdict, never, no
from placements.models import Application
from students.models import Student


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


def may_read_sent(actor: Actor) -> Verdict:
    """What a student sends with an application, in words or files, is nobody’s who only looks on. No query."""
    if actor.acts_as(Role.VIEWER):
        return never(
            _("A viewer sees figures and lists, and how each application stands."),
            _("The placement office reads what was sent with it."),
        )
    return YES


def may_read_papers(actor: Actor, application: Application) -> Verdict:
    """The files of it: they carry the name, and nobody opens them while the review is blind."""
    if not (verdict := may_read_sent(actor)):
        return verdict
    if is_hidden_from(actor, application):
        return no(
            _("Hidden until decisions are released: the file carries the name."),
            _("The statement stands on the application’s page."),
        )
    return YES


def hides_outcomes(actor: Actor, application: Application) -> bool:
    """True where what is prepared, beside ranks, would tell of what college, city or gender somebody is: in a blind review with places
    that are kept for some. One query.

    Of everybody until the release: what is prepared for those whose names show already tells of the others.
    """
    selection = getattr(application.slot, "selection", None)
    if selection is None or not selection.is_blind or not actor.acts_as(Role.LEAD, Role.SUPERVISOR):
        return False
    return (selection.released_at is None or application.is_veiled) and selection.tells_whose


def veiled(text: str, application: Application, *, about: bool = False) -> str:
    """A text without the student's names, addresses, numbers, their father's name and their institute's; one that others write `about`
    them without he and she, too.
    """
    said = masked(text, tells_of(application.student))
    return without_he_or_she(said) if about else said


def tells_of(student: Student) -> Tells:
    """What tells that a text is theirs. Reads the institute."""
    institute = student.institute
    return Tells(
        people=(student.user.name, student.father_name),
        organisations=(institute.name, institute.short_name, institute.email_domain),
        numbers=(student.roll_no,),
        phones=(student.user.phone, student.emergency_phone),
    )
