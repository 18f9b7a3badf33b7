"""What each paper form asks: the facts of the thing, then what is filled in by hand. `SHEETS` is the table of them all."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.on_behalf.acts import Waiting
from core.errors import Words
from core.words import day
from evaluations.models import Evaluation
from institutions.models import Agreement, Interest, Partner
from placements.models import (
    Activity,
    Application,
    CallAnswer,
    FeedbackNote,
    HoursEntry,
    NameList,
    Placement,
    PlacementChange,
    PlannedShift,
    Reference,
)
from placements.models.checklists import ChecklistItem
from placements.policies.training import levels
from placements.policies.veil import hidden_name
from placements.states_attendance import ShiftState
from students.models import Student

LINES = 12  # empty rows on the hours sheet, beside the shifts that wait
FACTS = list[tuple[str, str]]


def numbered(student: Student) -> str:
    """Number, then name: a name in Urdu before it would turn the number’s parts around."""
    return f"{student.roll_no}, {student.user.name}"


def _placement_facts(placement: Placement) -> FACTS:
    student = placement.student
    return [
        (_("Student"), numbered(student)),
        (_("Sent by"), placement.institute.name),
        (_("Internship"), placement.slot.title),
        (_("Department"), f"{placement.department.name}, {placement.partner.name}"),
        (_("Runs"), _("%(first)s to %(last)s") % {"first": day(placement.starts_on), "last": day(placement.last_day)}),
    ]


def _hours(_act: Waiting, placement: Placement) -> dict[str, Any]:
    """The shifts that wait, each with a box; then empty rows of the days after."""
    waiting = list(HoursEntry.objects.filter(placement=placement).waiting().order_by("started_at"))
    rows = []
    for entry in waiting:
        entry.placement = placement
        start, end = entry.local_start, entry.local_end
        rows.append([day(start.date()), f"{start:%H:%M}", f"{end:%H:%M}", str(entry.break_minutes), ""])
    return {
        "facts": _placement_facts(placement),
        "says": _("I have looked through these shifts. Those with my initials are right."),
        "columns": [_("Day"), _("From"), _("To"), _("Break (minutes)"), _("Initials")],
        "rows": rows + [[""] * 5 for _each in range(max(LINES - len(rows), 0))],
    }


def _arrival(_act: Waiting, placement: Placement) -> dict[str, Any]:
    return {
        "facts": _placement_facts(placement),
        "says": _(
            "The student named above reported here, with the student’s card, and began on the day written below."
        ),
        "blanks": [_("First day here"), _("What was handed over, who welcomed the student")],
    }


def _objectives(_act: Waiting, placement: Placement) -> dict[str, Any]:
    return {
        "facts": _placement_facts(placement),
        "says": _("Tick how the student did each, most of the time. Leave out what you have not seen yet."),
        "scale": [point.label for point in levels()],
        "questions": [objective.text for objective in placement.slot.objectives.all()],
    }


def _evaluation(_act: Waiting, evaluation: Evaluation) -> dict[str, Any]:
    points = list(evaluation.instrument.scale.points.order_by("rank"))
    criteria = list(evaluation.instrument.criteria.all())
    lows = sorted({points[row.asks_at - 1].label for row in criteria if row.asks_at})
    why = [_("What happened, where you ticked “%(step)s” or less") % {"step": lows[0]}] if lows else []
    return {
        "facts": [(_("Form"), evaluation.instrument.title), *_placement_facts(evaluation.placement)],
        "says": _("Tick one box a line. “Not observed” counts neither for nor against. Name no patient."),
        "scale": [*(point.label for point in points), _("Not observed")],
        "questions": [criterion.text for criterion in criteria if criterion.is_rating],
        "blanks": [*why, *(row.text for row in criteria if not row.is_rating), evaluation.instrument.comment_label],
    }


def _agreement(_act: Waiting, agreement: Agreement) -> dict[str, Any]:
    names = agreement.programmes.order_by("name").values_list("name", flat=True)
    return {
        "facts": [
            (_("Agreement"), agreement.title),
            (_("Institute"), agreement.institute.name),
            (_("Partner"), agreement.partner.name),
            (_("Programmes"), ", ".join(names)),
            (
                _("Holds"),
                _("%(first)s to %(last)s") % {"first": day(agreement.starts_on), "last": day(agreement.ends_on)},
            ),
            (_("Interns at once"), str(agreement.places)),
        ],
        "says": agreement.terms,
        "blanks": [_("Signed for the partner, name and position"), _("Stamp")],
    }


def _shift_rows(shifts: Iterable[Any]) -> list[list[str]]:
    """Day and times of each, and an empty cell for the initials."""
    return [
        [day(shift.local_start.date()), f"{shift.local_start:%H:%M}", f"{shift.local_end:%H:%M}", ""]
        for shift in shifts
    ]


def _make_up(_act: Waiting, placement: Placement) -> dict[str, Any]:
    proposed = list(PlannedShift.objects.filter(placement=placement, state=ShiftState.PROPOSED).order_by("started_at"))
    for shift in proposed:
        shift.placement = placement
    return {
        "facts": _placement_facts(placement),
        "says": _("The student proposes these shifts to make up what was missed. I agree to those with my initials."),
        "columns": [_("Day"), _("From"), _("To"), _("Initials")],
        "rows": _shift_rows(proposed),
    }


def _checklist(_act: Waiting, placement: Placement) -> dict[str, Any]:
    items = ChecklistItem.objects.current().filter(partner=placement.partner_id).order_by("occasion", "position", "pk")
    return {
        "facts": _placement_facts(placement),
        "says": _("Tick what was gone through with the student."),
        "scale": [_("Done")],
        "questions": [f"{item.get_occasion_display()}: {item.text}" for item in items],
    }


def _feedback(_act: Waiting, placement: Placement) -> dict[str, Any]:
    return {
        "facts": _placement_facts(placement),
        "says": _("One sentence on what you saw, or on what to do next. Name no patient."),
        "scale": [str(label) for label in FeedbackNote.Kind.labels],
        "questions": [_("It is a")],
        "blanks": [_("The sentence"), _("Which objective it is about, if one")],
    }


def _activities(_act: Waiting, placement: Placement) -> dict[str, Any]:
    waiting = Activity.objects.waiting().filter(placement=placement).order_by("day", "pk")
    lines = ((line, f"{line.get_kind_display()}, {line.get_participation_display()}. {line.note}") for line in waiting)
    return {
        "facts": _placement_facts(placement),
        "says": _("The student’s log. Those with my initials I have seen."),
        "columns": [_("Day"), _("What"), _("How often"), _("Initials")],
        "rows": [[day(line.day), words, str(line.count), ""] for line, words in lines],
    }


def _change(act: Waiting, change: PlacementChange) -> dict[str, Any]:
    return {
        "facts": [*_placement_facts(change.placement), (_("What is asked"), str(change.says))],
        "says": _decided(act),
        "blanks": [_("A word to all who are asked")],
    }


def _decision(act: Waiting, application: Application) -> dict[str, Any]:
    """Without the name while the review is blind: the sheet lies on the partner's desk."""
    slot, student = application.slot, application.student
    who = [(_("Applicant"), hidden_name(application))]
    if not application.is_veiled:
        who = [
            (_("Student"), numbered(student)),
            (_("Programme"), f"{student.programme.name}, {application.institute.name}"),
        ]
    asked = {
        "application-offer": [_("The student answers by (day and time)")],
        "application-reject": [_("The reason in one kind sentence, which the student reads")],
    }
    return {
        "facts": [
            *who,
            (_("Internship"), slot.title),
            (_("Department"), f"{slot.department.name}, {slot.partner.name}"),
        ],
        "says": _decided(act),
        "blanks": asked.get(act.name, [_("A word to the placement office, if you like")]),
    }


def _decided(act: Waiting) -> str:
    return _("I have decided: %(what)s.") % {"what": str(act.title).lower()}


def _names(_act: Waiting, name_list: NameList) -> dict[str, Any]:
    slot = name_list.slot
    waiting = [name for name in name_list.names.all() if name.answer == name.Answer.WAITING]
    return {
        "facts": [
            (_("Institute"), name_list.institute.name),
            (_("Slot"), f"{slot.title}, {slot.department.name}"),
            (_("Runs"), _("%(first)s to %(last)s") % {"first": day(slot.starts_on), "last": day(slot.ends_on)}),
        ],
        "says": _("One answer to each name. Who is struck needs a reason; who goes elsewhere, where to."),
        "columns": [_("Who"), _("Accept"), _("Strike"), _("Reason, another slot, or supervisor")],
        "rows": [[numbered(name.student), "☐", "☐", ""] for name in waiting],
    }


def _standing() -> dict[str, Any]:
    return {"scale": [str(label) for label in Interest.labels], "questions": [_("How we stand")]}


def _call(_act: Waiting, answer: CallAnswer) -> dict[str, Any]:
    call = answer.call
    runs = {"first": day(call.starts_on), "last": day(call.ends_on)}
    return {
        "facts": [
            (_("Institute"), call.institute.name),
            (_("Looks for"), f"{call.title}, {call.programme.name}"),
            (_("Days"), _("%(first)s to %(last)s") % runs),
            (_("Places in all"), str(call.places)),
        ],
        "says": call.message or _("One tick is enough; the rest if you know it."),
        **_standing(),
        "blanks": [_("How many we could take"), _("Department"), _("First day"), _("A word")],
    }


def _interest(_act: Waiting, partner: Partner) -> dict[str, Any]:
    return {
        "facts": [(_("Partner"), partner.name), (_("City"), partner.city)],
        "says": _("One tick is enough. It stands until you say otherwise."),
        **_standing(),
        "blanks": [_("Holds until, if you like"), _("A word, if you like")],
    }


def _reference(_act: Waiting, reference: Reference) -> dict[str, Any]:
    student = reference.student
    return {
        "facts": [
            (_("Student"), student.user.name),
            (_("Programme"), f"{student.programme.name}, {student.institute.name}"),
            (_("Needed by"), day(reference.needed_by)),
        ],
        "says": _("Write below, or on your own paper, and sign it. Name no patient."),
        "blanks": [_("How long, and in what capacity, you know them")],
        "columns": [_("The reference")],
        "rows": [[""] for _each in range(LINES)],
    }


# By the name in `Waiting.paper`: what it is called, and what it prints.
SHEETS: dict[str, tuple[Words, Callable[[Waiting, Any], dict[str, Any]]]] = {
    "hours": (gettext_lazy("Hours sheet"), _hours),
    "arrival": (gettext_lazy("Joining report"), _arrival),
    "objectives": (gettext_lazy("Objectives"), _objectives),
    "evaluation": (gettext_lazy("Evaluation"), _evaluation),
    "agreement": (gettext_lazy("Signature page"), _agreement),
    "make_up": (gettext_lazy("Make-up shifts"), _make_up),
    "checklist": (gettext_lazy("Arriving and leaving"), _checklist),
    "feedback": (gettext_lazy("Feedback note"), _feedback),
    "activities": (gettext_lazy("Activity log"), _activities),
    "change": (gettext_lazy("Change of a placement"), _change),
    "decision": (gettext_lazy("Decision on an application"), _decision),
    "names": (gettext_lazy("List of names"), _names),
    "call": (gettext_lazy("Answer to a call"), _call),
    "interest": (gettext_lazy("How we stand"), _interest),
    "reference": (gettext_lazy("Reference"), _reference),
}
