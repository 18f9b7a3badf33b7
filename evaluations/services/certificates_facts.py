"""What a certificate or a statement states, read from the record: hours are the sum of approved minutes, objectives the confirmed ones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refusal
from core.words import listed, listed_apart
from evaluations.documents import LANGUAGE
from evaluations.policies.papers import states_experience
from placements.models import HoursEntry, ObjectiveConfirmation, Placement
from placements.states import HoursState

Facts = dict[str, Any]

# What a correction may be about, in the reader's words. The day of issue is no correction.
LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "relation": gettext_lazy("Son, daughter or wife of"),
    "father_name": gettext_lazy("Father’s name"),
    "id_last4": gettext_lazy("Last digits of CNIC or passport"),
    "roll_no": gettext_lazy("Roll number"),
    "programme": gettext_lazy("Programme"),
    "institute": gettext_lazy("Institute"),
    "partner": gettext_lazy("Partner"),
    "internship": gettext_lazy("Internship"),
    "starts_on": gettext_lazy("First day"),
    "ends_on": gettext_lazy("Last day"),
    "full_time": gettext_lazy("Full time"),
    "minutes": gettext_lazy("Approved minutes"),
    "brought": gettext_lazy("Of them brought over"),
    "objectives": gettext_lazy("Objectives"),
    "signatories": gettext_lazy("Signatories"),
}


def facts_of(placement: Placement, *, now: datetime) -> Facts:
    """Everything that its certificate prints, as JSON. The caller holds the placement's lock, so that nothing is approved meanwhile.

    Raises Refusal when hours or objectives do not bear the certificate out. Seven queries, and those of relations not loaded yet.
    """
    student, institute, partner = placement.student, placement.institute, placement.partner
    return {
        "name": student.user.name,
        "relation": student.relation,
        "father_name": student.father_name,
        "id_last4": student.id_last4,
        "roll_no": student.roll_no,
        "programme": student.studies,
        "sponsored": bool(student.sponsored_as),
        "institute": {
            "name": institute.name,
            "city": institute.city,
            "recognised_by": institute.recognised_by,
            "phone": institute.phone,
            "email": institute.email,
        },
        "partner": {
            "name": partner.name,
            "city": placement.department.site.city,
            "department": placement.department.name,
        },
        "internship": placement.slot.title,
        "agreement": placement.agreement.title if placement.agreement else "",
        "starts_on": placement.starts_on.isoformat(),
        "ends_on": placement.last_day.isoformat(),
        "ended_early": states_experience(placement),
        "full_time": placement.full_time,
        "minutes": _approved_minutes(placement),
        "brought": _brought_over(placement),
        "required_minutes": placement.required_minutes,
        "objectives": _confirmed_objectives(placement),
        "recorded": recorded_share(placement),
        "signatories": _signatories(placement),
        "issued_on": placement.today(now).isoformat(),
    }


def _approved_minutes(placement: Placement) -> int:
    """The sum of the approved entries themselves. It must agree with the sum that the database keeps, and reach what was required of a
    placement that did not end early.
    """
    approved = HoursEntry.objects.filter(placement=placement, state=HoursState.APPROVED)
    minutes: int = approved.aggregate(sum=Sum("minutes"))["sum"] or 0
    wanted = 0 if states_experience(placement) else placement.required_minutes
    if minutes != placement.approved_minutes or minutes < wanted:
        raise Refusal(
            _("The approved hours of %(student)s do not bear a certificate out.") % {"student": placement.student},
            instead=_("Compare the hours with what the placement requires, and tell the administrator if they agree."),
        )
    return minutes


def recorded_share(placement: Placement) -> dict[str, int]:
    """How much of it an office wrote down from paper or phone: approved minutes, and levels of objectives. Two queries."""
    hours = HoursEntry.objects.from_paper_or_phone().filter(placement=placement)
    levels = ObjectiveConfirmation.objects.current().filter(placement=placement, recording__isnull=False)
    return {"minutes": hours.aggregate(sum=Sum("minutes"))["sum"] or 0, "objectives": levels.count()}


def _brought_over(placement: Placement) -> dict[str, Any] | None:
    """Which of the minutes were approved before the portal, and by whom; None where all were signed in it."""
    opening = HoursEntry.objects.brought_over().filter(placement=placement).first()
    return {"minutes": opening.minutes, "by": opening.approved_by} if opening else None


def _confirmed_objectives(placement: Placement) -> list[dict[str, Any]]:
    """Objectives in the slot's order, each with the level that the supervisor confirmed last, in words. Never a mean: levels are ranks."""
    rows = ObjectiveConfirmation.objects.current().filter(placement=placement).select_related("objective", "level")
    found = [{"text": row.objective.text, "level": row.level.plain} for row in rows.order_by("objective__position")]
    if not states_experience(placement) and len(found) != placement.slot.objectives.count():
        raise Refusal(
            _("Not every objective of %(student)s is confirmed.") % {"student": placement.student},
            instead=_("Ask the supervisor to confirm the rest."),
        )
    return found


@translation.override(LANGUAGE)
def _signatories(placement: Placement) -> list[dict[str, str]]:
    """The supervisor with the licence, then whom the institute names."""
    lines = []
    if placement.supervisor:
        parts = (placement.supervisor.title or _("Supervisor"), placement.supervisor.licence_no)
        lines.append({"name": placement.supervisor.user.name, "title": listed(filter(None, parts))})
    if placement.institute.signatory_name:
        lines.append({"name": placement.institute.signatory_name, "title": placement.institute.signatory_title})
    return lines


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """What the record says otherwise by now: the label, what the certificate says, what it would say. Empty when nothing."""
    return {
        str(label): (_in_words(old.get(name)), _in_words(new.get(name)))
        for name, label in LABELS.items()
        if old.get(name) != new.get(name)
    }


def _in_words(value: Any) -> str:
    """A fact as a line of text; lists and groups part by part."""
    if isinstance(value, Mapping):
        return listed(filter(None, map(_in_words, value.values())))
    if isinstance(value, list):
        return listed_apart(map(_in_words, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value if value is not None else "")
