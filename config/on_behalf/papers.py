"""What each paper form prints: the act's facts, what is filled in by hand, and the code that leads back to where it is recorded."""

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.on_behalf.acts import Waiting
from config.on_behalf.table import ACTS
from core import clock, pdf
from core.errors import Words
from core.words import day
from evaluations.models import Evaluation
from institutions.models import Agreement, PaperForm
from placements.models import HoursEntry, Placement
from placements.policies.training import levels

LANGUAGE = "en"
LINES = 12  # empty rows on the hours sheet, beside the shifts that wait
FACTS = list[tuple[str, str]]


def draw(paper: PaperForm) -> bytes:
    """The PDF of one form. Slow: for a worker."""
    with translation.override(LANGUAGE), timezone.override(paper.institute.zone):
        context = form_context(paper)
        title = f"{paper.title} ({paper.serial})"
    return pdf.render("pdf/paper_form.html", context, title=title, lang=LANGUAGE)


def form_context(paper: PaperForm) -> dict[str, Any]:
    """What `pdf/paper_form.html` prints."""
    act = ACTS[paper.act]
    thing = act.find(paper.membership.as_actor(), paper.thing_id)
    address = form_address(paper)
    return {
        "paper": paper,
        "person": paper.person_membership,
        "address": address,
        "qr": segno.make_qr(address, error="m").svg_data_uri(border=0, scale=4),
        "demo": settings.DEMO,
        "printed_on": clock.day_of(paper.at, paper.institute.zone),
        **SHEETS[act.paper](act, thing),
    }


def form_address(paper: PaperForm) -> str:
    """Where it is recorded, its person chosen already."""
    path = reverse("on_behalf", args=[paper.act, paper.thing_id], query={"for": paper.person_membership_id})
    return settings.SITE_URL + path


def _placement_facts(placement: Placement) -> FACTS:
    student = placement.student
    return [
        (_("Student"), f"{student.user.name}, {student.roll_no}"),
        (_("Sent by"), placement.institute.name),
        (_("Internship"), placement.slot.title),
        (_("Department"), f"{placement.department.name}, {placement.partner.name}"),
        (_("Runs"), _("%(first)s to %(last)s") % {"first": day(placement.starts_on), "last": day(placement.ends_on)}),
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


SHEETS: dict[str, Callable[[Waiting, Any], dict[str, Any]]] = {
    "hours": _hours,
    "arrival": _arrival,
    "objectives": _objectives,
    "evaluation": _evaluation,
    "agreement": _agreement,
}
TITLES: dict[str, Words] = {
    "hours": gettext_lazy("Hours sheet"),
    "arrival": gettext_lazy("Joining report"),
    "objectives": gettext_lazy("Objectives"),
    "evaluation": gettext_lazy("Evaluation"),
    "agreement": gettext_lazy("Signature page"),
}
