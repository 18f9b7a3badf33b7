"""What may be done with certificates and letters, by whom."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role, Via
from core.verdict import YES, Verdict, never, no
from evaluations.models import Certificate, Letter
from evaluations.states import (
    ACCEPT_LETTER,
    DECLINE_LETTER,
    RELEASE_LETTER,
    REVOKE_CERTIFICATE,
    REVOKE_LETTER,
    SIGN_LETTER,
    SUPERSEDE_CERTIFICATE,
    LetterState,
)
from placements.models import HoursEntry, Placement
from placements.policies.placements import is_coordinator, is_intern
from placements.states import PlacementState

LETTER_TAKES = timedelta(days=21)  # what a writer should be given


def states_experience(placement: Placement) -> bool:
    """What ended early is not certified as completed: a statement says what was done until then."""
    return placement.state == PlacementState.ENDED_EARLY


def may_issue_any(actor: Actor) -> Verdict:
    """Coordinators issue certificates."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Certificates are issued by the institute’s placement office."), _("Ask its coordinator."))


def may_issue(actor: Actor, placement: Placement) -> Verdict:
    """A coordinator of the institute, when the placement is completed, or ended early with approved hours and none that wait, and no
    certificate of it holds. Two queries at most.
    """
    if not is_coordinator(actor, placement):
        return never(_("Certificates are issued by the institute’s placement office."), _("Ask its coordinator."))
    if placement.state == PlacementState.CANCELLED:
        return no(_("The placement never began."))
    if states_experience(placement):
        if not placement.approved_minutes:
            return no(_("No hours of it are approved."), _("A statement of experience says what was done."))
        if HoursEntry.objects.waiting().filter(placement=placement).exists():
            return no(_("Hours of it wait for sign-off."), _("The supervisor signs or returns them first."))
    elif placement.state != PlacementState.COMPLETED:
        return no(
            _("The placement is not completed yet."), _("Complete it on its page; what is missing is listed there.")
        )
    if Certificate.objects.live().filter(placement=placement).exists():
        has_one = (
            _("It has a statement already.") if states_experience(placement) else _("It has a certificate already.")
        )
        return no(has_one, _("If that one is wrong, issue it again with a correction."))
    return YES


def _of_institute(actor: Actor, certificate: Certificate) -> Verdict:
    if is_coordinator(actor, certificate.placement):
        return YES
    return never(_("Only the placement office of the institute changes its certificates."), _("Tell it what is wrong."))


def may_revoke(actor: Actor, certificate: Certificate) -> Verdict:
    """A coordinator of the institute, while the certificate holds."""
    if not (verdict := _of_institute(actor, certificate)):
        return verdict
    if not REVOKE_CERTIFICATE.allowed_from(certificate.state):
        return no(_("It does not hold any more."), _("Its history shows what happened."))
    return YES


def may_reissue(actor: Actor, certificate: Certificate, changes: Mapping[str, Any]) -> Verdict:
    """A coordinator of the institute, while the certificate holds and the record says something else by now (`changes`)."""
    if not (verdict := _of_institute(actor, certificate)):
        return verdict
    if not SUPERSEDE_CERTIFICATE.allowed_from(certificate.state):
        return no(_("It does not hold any more."), _("Its history shows what happened."))
    if not changes:
        return no(
            _("The record says what the certificate says."),
            _("Correct the record first, such as the spelling of a name on the student’s page, then come back."),
        )
    return YES


def may_replace_many(actor: Actor) -> Verdict:
    """An administrator in a role of their own, in whose name a worker goes on: for the day when many papers are wrong."""
    if not actor.acts_as(Role.ADMINISTRATOR) or actor.viewed_by is not None:
        return never(_("Only an administrator replaces many certificates at once."))
    if actor.membership_id is None:
        return no(_("This is done in an administrator’s role."), _("Give yourself one in the administration first."))
    return YES


def may_ask_letter(actor: Actor, placement: Placement) -> Verdict:
    """The student, once the placement is under way, of its supervisor. One query."""
    if not is_intern(actor, placement):
        return never(_("The student asks for a letter."))
    if placement.state not in {PlacementState.ACTIVE, PlacementState.COMPLETED}:
        return no(_("A letter is written from what you did on placement."), _("Ask for it once you are there."))
    if placement.supervisor is None:
        return no(_("The placement has no supervisor."), _("Ask the partner’s placement lead who can write."))
    live = {LetterState.REQUESTED, LetterState.DRAFTED, LetterState.SIGNED, LetterState.RELEASED}
    if Letter.objects.filter(placement=placement, writer=placement.supervisor_id, state__in=live).exists():
        return no(_("You have asked for a letter already."), _("It stands among your letters."))
    return YES


def _is_writer(actor: Actor, letter: Letter) -> bool:
    """The person who was asked; never the student under another hat."""
    return (
        actor.acts_as(Role.SUPERVISOR)
        and actor.membership_id == letter.writer_id
        and actor.user_id != letter.placement.student.user_id
    )


def _writes(actor: Actor, letter: Letter) -> Verdict:
    if _is_writer(actor, letter):
        return YES
    return never(_("Only the person who was asked writes this letter."))


def may_accept_letter(actor: Actor, letter: Letter) -> Verdict:
    """The person who was asked, until it was answered."""
    if not (verdict := _writes(actor, letter)):
        return verdict
    return YES if ACCEPT_LETTER.allowed_from(letter.state) else no(_("You have answered already."))


def may_decline_letter(actor: Actor, letter: Letter) -> Verdict:
    """The person who was asked, until it is signed."""
    if not (verdict := _writes(actor, letter)):
        return verdict
    if not DECLINE_LETTER.allowed_from(letter.state):
        return no(_("It is signed or declined already."), _("A signed letter can be revoked."))
    return YES


def may_write_letter(actor: Actor, letter: Letter) -> Verdict:
    """The person who was asked, from the acceptance to the signature. Signing asks the same."""
    if not (verdict := _writes(actor, letter)):
        return verdict
    if SIGN_LETTER.allowed_from(letter.state):
        return YES
    if ACCEPT_LETTER.allowed_from(letter.state):
        return no(_("You have not said yet that you will write it."), _("Accept the request first."))
    return no(_("What was signed does not change."), _("Revoke it, and the student can ask again."))


def may_release_letter(actor: Actor, letter: Letter) -> Verdict:
    """The clock, when the sealed file is there."""
    if actor.via != Via.CLOCK:
        return never(_("A letter is released by itself once it is sealed."))
    return YES if RELEASE_LETTER.allowed_from(letter.state) else no(_("It was released or revoked already."))


def may_revoke_letter(actor: Actor, letter: Letter) -> Verdict:
    """The person who signed it."""
    if not (verdict := _writes(actor, letter)):
        return verdict
    return YES if REVOKE_LETTER.allowed_from(letter.state) else no(_("Only a signed letter can be revoked."))


def may_read_letter(actor: Actor, letter: Letter) -> Verdict:
    """The writer always; the student once it is released."""
    if _is_writer(actor, letter):
        return YES
    if letter.state == LetterState.REVOKED:
        return no(_("The writer has revoked this letter."), _("Ask them for a new one."))
    if letter.state != LetterState.RELEASED:
        return no(_("The letter is not released yet."), _("You get a message when it is."))
    return YES


def is_short_notice(letter: Letter) -> bool:
    """True while a request waits for its answer that leaves the writer less time than a good letter takes."""
    if letter.needed_by is None or not ACCEPT_LETTER.allowed_from(letter.state):
        return False
    return letter.needed_by - letter.placement.today(letter.created_at) < LETTER_TAKES
