"""What waits of an intern for their supervisor, read beside the placement: short lists, none of them a query of its own."""

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum

from core.beside import beside
from placements.models.absences import Absence
from placements.models.feedback_asks import FeedbackAsk
from placements.models.hours import HoursEntry
from placements.models.placements import Placement
from placements.models.slots import Objective
from placements.models.support import StepBy, SupportStep
from placements.models.training import FeedbackNote, ObjectiveConfirmation
from placements.states import HoursState
from placements.states_attendance import AbsenceState
from placements.states_support import SupportState

MOST_ENTRIES = 14  # shifts of one intern; who has more waiting looks at them on their own page


def with_waiting(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Each with `waiting` (shifts), `waiting_minutes` and `oldest` of them, the first of them as `entries`; `absent` without a word;
    `own_steps` of the supervisor in a support plan; `unconfirmed` objectives; when the `last_note` was left; since when the
    student has asked for one (`asked_since`).
    """
    here, sent = OuterRef("pk"), Q(hours__state=HoursState.SUBMITTED)
    entries = HoursEntry.objects.waiting().filter(placement=here).order_by("started_at")[:MOST_ENTRIES]
    absences = Absence.objects.filter(placement=here, state=AbsenceState.REPORTED).order_by("first_day")
    agreed = SupportStep.objects.filter(plan__placement=here, plan__state=SupportState.AGREED)
    confirmed = ObjectiveConfirmation.objects.current().filter(
        placement=OuterRef(OuterRef("pk")), objective=OuterRef("pk")
    )
    objectives = Objective.objects.filter(~Exists(confirmed), slot=OuterRef("slot")).order_by("position")
    notes = FeedbackNote.objects.filter(placement=here).order_by("-at")
    asks = FeedbackAsk.objects.standing().filter(placement=here, supervisor=OuterRef("supervisor")).latest_first()
    return placements.annotate(
        waiting=Count("hours", filter=sent, distinct=True),
        waiting_minutes=Sum("hours__minutes", filter=sent),
        oldest=Min("hours__submitted_at", filter=sent),
    ).annotate(
        asked_since=Subquery(asks.values("at")[:1]),
        last_note=Subquery(notes.values("at")[:1]),
        entries=beside(entries, "started_at", "ended_at", "minutes", "note", "exceptions"),
        absent=beside(absences, "first_day", "last_day", "away_from", "away_until", "kind", "note", "minutes"),
        own_steps=beside(agreed.filter(who=StepBy.SUPERVISOR, done_at=None).order_by("pk"), "plan", "text"),
        unconfirmed=beside(objectives, "text"),
    )
