"""What both sides prepare for an interview: the host's briefing sheet, and questions that a student may ask. Reads; writes nothing."""

from typing import Any

from django.utils.translation import gettext as _

from placements.models import Interview, JudgedFrom, Slot


def briefing_of(interview: Interview) -> dict[str, Any]:
    """Who comes, by what they are judged, how to ask fairly. Three queries."""
    application = interview.application
    slot = application.slot
    selection = getattr(slot, "selection", None)
    return {
        "criteria": list(selection.criteria.filter(stage=JudgedFrom.INTERVIEW)) if selection else [],
        "objectives": list(slot.objectives.all()),
        "openers": [
            _("What have you done in a skills laboratory or on a ward that comes closest to this?"),
            _("Tell me of a moment when you were unsure. Whom did you ask?"),
            _("How would you explain what you do to an anxious patient?"),
            _("What do you want to be able to do on the last day?"),
        ],
        "leave_out": [
            _("Marriage, children, plans for a family"),
            _("Religion, sect, caste, party"),
            _("Health, unless the work itself asks for it: the placement office clears that"),
            _("Who in the family works here"),
        ],
    }


def questions_for(slot: Slot) -> list[str]:
    """Questions worth asking there, from what the slot leaves open."""
    questions = [
        _("Who will supervise me on an ordinary day, and whom do I ask when they are away?"),
        _("What do interns do by themselves at the end that they only watched at the beginning?"),
        _("How and when will I hear how I am doing?"),
        _("What does a good first week look like?"),
    ]
    if not slot.report_to:
        questions.append(_("Where do I report on the first day, and at what time?"))
    if not slot.stipend:
        questions.append(_("Is there help with travel or meals?"))
    if slot.full_time:
        questions.append(_("Are there night or weekend shifts, and how do interns get home after them?"))
    return questions
