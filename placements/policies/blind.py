"""What a blind review asks before an applicant is met, and before one is decided on alone."""

from django.utils.translation import gettext_lazy as _

from core.verdict import YES, Verdict, no
from placements.models import Application, JudgedFrom
from placements.policies.facts import known
from placements.states import ApplicationState, InterviewState


def was_read_blind(application: Application) -> Verdict:
    """Whether a blind review, where the slot has criteria for one, came before the name shows. At most two queries."""
    selection = getattr(application.slot, "selection", None)
    if selection is None or not selection.is_blind:
        return YES
    stages = known(application, "stages_judged", lambda: selection.criteria.values_list("stage", flat=True))
    scores = application.reviews.filter(stage=JudgedFrom.REVIEW)
    if JudgedFrom.REVIEW not in stages or known(application, "was_scored", scores.exists):
        return YES
    return no(
        _("Its review is blind, and nobody has scored it yet. Name and files show once the student is invited."),
        _("Have it scored first, by one reviewer at least."),
    )


def decides_openly(application: Application) -> Verdict:
    """Whether it may be decided by itself: in a blind review the names show only when decisions are released together, or when the
    student was met. An invitation alone, or an interview that was called off, lets nobody out of that. At most one query.
    """
    if application.is_veiled:
        return no(
            _("Its review is blind, so it is decided with the others."),
            _("Prepare the decision; names show when decisions are released."),
        )
    selection = getattr(application.slot, "selection", None)
    blind = selection is not None and selection.is_blind and selection.released_at is None
    held = application.interviews.filter(state=InterviewState.HELD)
    invited = blind and application.state == ApplicationState.INTERVIEW
    if invited and not known(application, "was_interviewed", held.exists):
        return no(
            _("Its review is blind and no interview was held, so it is decided with the others."),
            _("Hold the interview, or prepare the decision."),
        )
    return YES
