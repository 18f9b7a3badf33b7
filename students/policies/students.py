"""Who adds, corrects and reads students."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import Intake
from institutions.policies.people import may_be_invited_again
from students.models import Student

_OFFICE = _("Students are kept by the institute’s placement office.")


def keeps(actor: Actor, student: Student) -> bool:
    """True for a coordinator of the student's institute, within the programme where the role has one."""
    return (
        actor.acts_as(Role.COORDINATOR)
        and actor.institute_id == student.institute_id
        and actor.programme_id in {None, student.programme_id}
    )


def is_own(actor: Actor, student: Student) -> bool:
    """True for the student in the role of one."""
    return actor.acts_as(Role.STUDENT) and (actor.user_id, actor.institute_id) == (
        student.user_id,
        student.institute_id,
    )


def may_list(actor: Actor) -> Verdict:
    """Coordinators and viewers, and administrators."""
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
        return YES
    return never(
        _("The list of students is open to their institute alone."),
        _("Interns and applicants stand under their own headings."),
    )


def may_add(actor: Actor) -> Verdict:
    """Coordinators, one by one or from a list."""
    return YES if actor.acts_as(Role.COORDINATOR) else never(_OFFICE)


def may_add_to(actor: Actor, intake: Intake) -> Verdict:
    """Into an intake of their own institute and programme. Expects `intake.programme` loaded."""
    if not (verdict := may_add(actor)):
        return verdict
    if intake.programme.institute_id != actor.institute_id or actor.programme_id not in {None, intake.programme_id}:
        return never(_("This intake belongs to another office."))
    return YES


def may_edit(actor: Actor, student: Student) -> Verdict:
    """The student's own placement office."""
    return YES if keeps(actor, student) else never(_OFFICE)


def may_invite_again(actor: Actor, student: Student) -> Verdict:
    """The same, until the student has accepted."""
    if not (verdict := may_edit(actor, student)):
        return verdict
    if not (verdict := may_be_invited_again(student.user)):
        return verdict
    if not student.user.email:
        return no(_("%(name)s has no e-mail address.") % {"name": student.user.name}, _("Print a slip with a code."))
    return YES


def may_edit_profile(actor: Actor, student: Student) -> Verdict:
    """The student alone: what they say about themselves is theirs."""
    return YES if is_own(actor, student) else never(_("A profile is written by the student."))


def may_order_cv(actor: Actor, student: Student) -> Verdict:
    """The student, once there is something to print."""
    if not (verdict := may_edit_profile(actor, student)):
        return verdict
    if not (student.about and student.user.phone and student.city):
        return no(
            _("A CV says where you can be reached and a few words about you."),
            _("Fill in mobile, city and “About you”, keep your profile, and make it then."),
        )
    return YES


def may_read_cv(actor: Actor, student: Student) -> Verdict:
    """The student and their placement office. A partner's lead reads it with an application, judged there."""
    if not (is_own(actor, student) or keeps(actor, student) or actor.acts_as(Role.ADMINISTRATOR)):
        return never(_("A CV is read by the student and the placement office."))
    if student.cv_id is None:
        return no(_("There is no CV here yet."))
    return YES
