"""Between sending and review: the institute's endorsement, and questions that go back to the student."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.lifecycle import Move
from core.verdict import YES, Verdict, never, no
from placements.models import Application
from placements.policies.applications import endorsed, is_lead, is_own, stands
from placements.states import ASK, ENDORSE, REFUSE, ApplicationState


def is_office(actor: Actor, application: Application) -> bool:
    """True for a coordinator of the student's institute and programme; never for the student under another hat."""
    return (
        actor.acts_as(Role.COORDINATOR)
        and actor.institute_id == application.institute_id
        and actor.programme_id in {None, application.student.programme_id}
        and actor.user_id != application.student.user_id
    )


def may_list_endorsements(actor: Actor) -> Verdict:
    """Coordinators see what waits for their word."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Applications are endorsed by an institute’s placement office."))


def may_endorse(actor: Actor, application: Application) -> Verdict:
    """The institute's coordinator, where the slot asks for it and nothing else has happened."""
    return _gives_word(actor, application, ENDORSE)


def may_refuse(actor: Actor, application: Application) -> Verdict:
    """The same."""
    return _gives_word(actor, application, REFUSE)


def _gives_word(actor: Actor, application: Application, move: Move) -> Verdict:
    if not is_office(actor, application):
        return never(_("Only the student’s placement office endorses an application."))
    if not application.slot.asks_for_endorsement:
        return no(_("This internship asks for no endorsement."), _("The partner decides on it by itself."))
    return stands(application, move)


def may_ask(actor: Actor, application: Application) -> Verdict:
    """The office before it endorses; the partner's lead once it is theirs to read, before the shortlist."""
    if is_office(actor, application):
        return _gives_word(actor, application, ENDORSE)
    if not is_lead(actor, application):
        return never(_("Questions come from whoever decides: the partner, or the institute before it endorses."))
    return endorsed(application) and stands(application, ASK)


def may_answer(actor: Actor, application: Application) -> Verdict:
    """The student, while a question waits."""
    if not is_own(actor, application):
        return never(_("Only the student answers."))
    if application.state != ApplicationState.RETURNED_FOR_INFO:
        return no(_("No question waits for you here."), _("What was asked stands with the application."))
    return YES
