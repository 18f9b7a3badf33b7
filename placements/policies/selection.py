"""How a slot chooses, who judges, and what stands against judging."""

from collections import defaultdict

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.errors import Words
from core.verdict import YES, Verdict, never, no
from institutions.models import Membership
from placements.models import Application, Conflict, JudgedFrom, Reviewer, Selection, Slot
from placements.policies.applications import endorsed, is_lead
from placements.policies.facts import known
from placements.policies.slots import is_ours
from placements.policies.veil import face_of
from placements.states import ARRIVED, COUNTED, WAITING, ApplicationState, InterviewState, ReferenceState

A = ApplicationState
JUDGED = {
    JudgedFrom.REVIEW: ARRIVED | {A.UNDER_REVIEW, A.SHORTLISTED},
    JudgedFrom.INTERVIEW: frozenset({A.INTERVIEW}),
}


def selection_of(slot: Slot) -> Selection | None:
    """How the slot chooses; None where nothing was set up."""
    return getattr(slot, "selection", None)


def stage_of(application: Application) -> JudgedFrom | None:
    """What reviewers judge now: the application or the interview; None when it is over."""
    return next((stage for stage, states in JUDGED.items() if application.state in states), None)


def may_choose(actor: Actor, slot: Slot) -> Verdict:
    """The lead, whatever the slot's state: applications are judged after it has closed."""
    if is_ours(actor, slot):
        return YES
    return never(_("Only the partner’s placement lead says how applicants are chosen."))


def may_change_rules(actor: Actor, slot: Slot) -> Verdict:
    """The lead, until the first score is given."""
    if not (verdict := may_choose(actor, slot)):
        return verdict
    selection = selection_of(slot)
    if selection is not None and selection.frozen_at is not None:
        return no(
            _("The first score was given, so criteria and blindness stay: everybody is judged by the same."),
            _("Copy the slot to choose otherwise next time."),
        )
    return YES


def is_reviewer(actor: Actor, application: Application) -> bool:
    """True for a lead of the partner, and for a reviewer named for the slot; never for the student under another hat. One query."""
    if is_lead(actor, application):
        return True
    if not actor.acts_as(Role.SUPERVISOR) or actor.user_id == application.student.user_id:
        return False
    named = Reviewer.objects.filter(selection__slot=application.slot_id, membership__ended_at=None)
    return actor.membership_id in known(
        application, "reviewers_named", lambda: named.values_list("membership", flat=True)
    )


def knows_them(actor: Actor, application: Application) -> bool:
    """True for who works in the applicant's institute too: they may read openly what they would judge blind. One query."""
    there = Membership.objects.current().filter(user=actor.user_id, institute=application.institute_id)
    staff = there.exclude(role=Role.STUDENT).values_list("user", flat=True)
    return actor.user_id in known(application, "institutes_staff", lambda: staff)


def _judges(actor: Actor, application: Application) -> Verdict:
    if not is_reviewer(actor, application):
        return never(_("Only reviewers named for this slot, and the partner’s leads, judge it."))
    own = Conflict.objects.of(actor.user_id).filter(application=application)
    if actor.user_id in known(application, "in_conflict", lambda: own.values_list("person", flat=True)):
        return never(_("You declared a conflict of interest with this application."))
    return YES


def may_score(actor: Actor, application: Application) -> Verdict:
    """Reviewers and leads without a conflict, while it is judged and the slot has criteria for it; an interview once it was held. At
    most seven queries.
    """
    if not (verdict := _judges(actor, application)):
        return verdict
    if not (verdict := endorsed(application)):
        return verdict
    stage, selection = stage_of(application), selection_of(application.slot)
    if stage is None:
        words = _("It stands at “%(state)s”, and is not judged any more.")
        return no(words % {"state": application.get_state_display()}, _("Your list shows what still waits for you."))
    if selection is None or stage not in known(
        application, "stages_judged", lambda: selection.criteria.values_list("stage", flat=True)
    ):
        return no(_("The slot has no criteria for this."), _("A placement lead writes them on the slot’s page."))
    held = application.interviews.filter(state=InterviewState.HELD)
    if stage == JudgedFrom.INTERVIEW and not known(application, "was_interviewed", held.exists):
        return no(_("The interview was not held yet."), _("Whoever holds it says so on its page; then it is scored."))
    speak = application.references.standing().values_list("referee__user", flat=True)
    if actor.user_id in known(application, "speak_for_it", lambda: speak):
        return never(_("You speak for this applicant as a referee."), _("Leave it to another reviewer."))
    if application.is_veiled and knows_them(actor, application):
        return never(
            _("The review is blind, and you can read who this is at the applicant’s institute."),
            _("Leave it to another reviewer, or declare a conflict of interest."),
        )
    if known(application, "is_prepared", application.decisions.prepared().exists):
        return no(_("A decision is prepared already."), _("A placement lead takes it back first."))
    return YES


def spoken_for(actor: Actor, slot: Slot) -> dict[int, list[Words]]:
    """For which applicants of the slot somebody was asked to write, by that person's key, as the actor may know them. One query.

    A blind review hides whose the applications are, and who wrote for them.
    """
    asked = (
        Application.objects.visible_to(actor)
        .unveiled()
        .filter(slot=slot, references__state__in=COUNTED - {ReferenceState.NAMED}, state__in=WAITING)
    )
    found: dict[int, list[Words]] = defaultdict(list)
    for row in asked.for_list().annotate(speaker=F("references__referee__user")).order_by("pk"):
        found[row.speaker].append(face_of(row, actor).name)
    return found


def may_declare(actor: Actor, application: Application) -> Verdict:
    """Who would judge it, until it is decided; not the only lead, after whom nobody could decide."""
    if not (verdict := _judges(actor, application)):
        return verdict
    if stage_of(application) is None:
        return no(_("It is decided already."), _("There is nothing more to judge."))
    others = Membership.objects.leads_of(application.slot.partner_id).exclude(user=actor.user_id)
    if actor.acts_as(Role.LEAD) and not known(application, "has_other_lead", others.exists):
        return no(
            _("You are the only placement lead: nobody else could decide on it."),
            _("Invite another lead first, and leave this application to them."),
        )
    return YES
