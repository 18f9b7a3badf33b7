"""A student's home: the offer to answer, the application to finish, the hours to log; how the placement stands."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes import announcements, changes, mentoring, references
from config.pages.homes.choosing import interview_steps
from config.pages.homes.learning import learning_steps_of_student
from config.pages.homes.records import student_steps
from config.pages.homes.steps import Step
from config.pages.homes.support import student_steps as support_steps
from config.pages.homes.support import with_plans
from config.pages.homes.threads import threads_waiting
from config.pages.placement import path_of
from core import clock
from core.actor import Actor
from core.words import day, hours, when
from evaluations.models import BY_STUDENT, BY_SUPERVISOR, Certificate, Evaluation
from evaluations.sections_papers import with_end
from evaluations.states import WRITABLE, CertificateState, EvaluationState
from placements.fitting import best_for, goals_of
from placements.mentoring import mentors_of
from placements.models import (
    Application,
    FeedbackNote,
    HoursEntry,
    Placement,
    Slot,
    with_learning,
    with_mentors,
    with_progress,
)
from placements.models.course import with_rests
from placements.pacing import HoursNow, Ledger, hours_now, ledger_of
from placements.policies.slots import reachable
from placements.policies.stays import takes_the_days_of
from placements.states import ApplicationState, PlacementState
from placements.views.internships import with_cards
from students.models import Student

SHOWN = 4


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """Twelve queries, whatever the rows."""
    mine = Student.objects.visible_to(actor).for_list().select_related("institute", "goals")
    beside = {**mentoring.proposals(actor), **announcements.unread(actor, now), **references.waiting(actor)}
    student = with_mentors(mine, "pk", actor).annotate(**beside).first()
    applications = list(Application.objects.visible_to(actor).for_list().order_by("-pk"))
    announced = announcements.student_steps(student)
    placement = _placement(actor)
    ledger, now_stands = _ledger(actor, placement, now)
    steps = [
        *_offers(applications),
        *_questions(applications),
        *_not_endorsed(applications, placement, now),
        *support_steps(placement),
        *changes.student_steps(placement),
        *interview_steps(actor, now),
        *mentoring.student_steps(student),
        *announced,
        *_drafts(applications, now),
        *references.student_steps(student),
        *_profile(student),
    ]
    steps += student_steps(actor, clock.day_of(now))
    steps += [
        *threads_waiting(actor),
        *_evaluations(actor),
        *_hours(placement, ledger, now_stands),
        *learning_steps_of_student(placement),
        *_certificates(actor),
    ]
    feedback = FeedbackNote.objects.visible_to(actor).select_related("by").order_by("-at").first()
    return {
        "student": student,
        "steps": steps,
        "announced": announced,
        "applications": [a for a in applications if a.state != ApplicationState.WITHDRAWN][:SHOWN],
        "application_count": len(applications),
        "placement": placement,
        "pace": now_stands.pace,
        "week": placement.week_of(clock.today()) if placement and placement.state == PlacementState.ACTIVE else None,
        "path": path_of(placement) if placement else [],
        "feedback": feedback,
        "mentors": mentors_of(student),
        "fitting": _fitting(actor, student, now),
        "has_goals": goals_of(student) is not None,
        "is_new": not applications and placement is None,
    }


def _fitting(actor: Actor, student: Student | None, now: datetime) -> list[Slot]:
    """Three that fit and were not applied for. One query, for a student with goals."""
    if student is None:
        return []
    slots = Slot.objects.visible_to(actor).with_my_application(actor).filter(applied=None)
    return with_cards(best_for(reachable(slots, student), goals_of(student), now), now)


def _placement(actor: Actor) -> Placement | None:
    """The one under way, else the next, else the last; with its hours and objectives counted."""
    ahead = [PlacementState.ACTIVE, PlacementState.CONFIRMED, PlacementState.PLANNED]
    over = [PlacementState.COMPLETED, PlacementState.ENDED_EARLY]
    mine = Placement.objects.visible_to(actor).for_list().filter(state__in=[*ahead, *over])
    found = list(
        changes.with_change(with_plans(with_end(with_learning(with_rests(with_progress(mine)))), actor), actor)
    )
    coming = [placement for placement in found if placement.state in ahead]
    if coming:
        return min(coming, key=lambda p: (ahead.index(PlacementState(p.state)), p.starts_on))
    return max(found, key=lambda p: p.last_day, default=None)


def _ledger(actor: Actor, placement: Placement | None, now: datetime) -> tuple[Ledger | None, HoursNow]:
    """The hours of a placement under way, and where they stand. Two queries; none where nothing is under way."""
    if placement is None or placement.state != PlacementState.ACTIVE:
        return None, HoursNow()
    ledger = ledger_of(placement, HoursEntry.objects.visible_to(actor).filter(placement=placement))
    return ledger, hours_now(placement, ledger.worked, now)


def _offers(applications: list[Application]) -> list[Step]:
    return [
        Step(
            icon="envelope-check",
            title=_("Answer the offer from %(partner)s") % {"partner": a.slot.partner},
            detail=_("%(slot)s, from %(start)s. The place is held until %(until)s.")
            % {
                "slot": a.slot,
                "start": day(a.slot.starts_on) if a.slot.starts_on else "",
                "until": when(a.answer_by) if a.answer_by else "",
            },
            url=a.get_absolute_url(),
            action=_("See the offer"),
            tone="due",
            primary=True,
        )
        for a in applications
        if a.state == ApplicationState.OFFERED
    ]


def _questions(applications: list[Application]) -> list[Step]:
    return [
        Step(
            icon="chat-left-text",
            title=_("Answer a question about your application"),
            detail=_("%(slot)s, %(partner)s. It waits for you.") % {"slot": a.slot, "partner": a.slot.partner},
            url=reverse("application_answer", args=[a.pk]),
            action=_("Answer it"),
            tone="due",
        )
        for a in applications
        if a.state == ApplicationState.RETURNED_FOR_INFO
    ]


def _not_endorsed(applications: list[Application], placement: Placement | None, now: datetime) -> list[Step]:
    """Those that can still be sent again; none for days on which a placement is full-time already."""
    return [
        Step(
            icon="arrow-return-left",
            title=_("Change your application to %(partner)s, and send it again") % {"partner": a.slot.partner},
            detail=_("%(slot)s. Your institute has not endorsed it, and says why. Send it by %(until)s.")
            % {"slot": a.slot, "until": when(a.slot.apply_by) if a.slot.apply_by else ""},
            url=a.get_absolute_url(),
            action=_("Read why"),
            tone="due",
        )
        for a in applications
        if a.state == ApplicationState.NOT_ENDORSED
        and a.slot.is_open(now)
        and not (placement and takes_the_days_of(placement, a.slot))
    ]


def _drafts(applications: list[Application], now: datetime) -> list[Step]:
    return [
        Step(
            icon="pencil",
            title=_("Finish your application to %(partner)s") % {"partner": a.slot.partner},
            detail=_("%(slot)s. Apply by %(until)s.")
            % {"slot": a.slot, "until": when(a.slot.apply_by) if a.slot.apply_by else ""},
            url=reverse("application_start", args=[a.slot_id]),
            action=_("Go on"),
        )
        for a in applications
        if a.state == ApplicationState.DRAFT and (a.slot.apply_by is None or a.slot.apply_by > now)
    ]


def _profile(student: Student | None) -> list[Step]:
    if student is None or student.profile_done_at:
        return []
    detail = _("Hospitals read it with every application. Once, for all of them.")
    return [
        Step(
            icon="person",
            title=_("Complete your profile"),
            detail=detail,
            url=reverse("student_profile"),
            action=_("Fill it in"),
            tone="due",
        )
    ]


def _evaluations(actor: Actor) -> list[Step]:
    """What was written to read, the newest first of all; and what the student is asked to say."""
    unread = Q(state=EvaluationState.SUBMITTED, occasion__in=BY_SUPERVISOR)
    asked = Q(state__in=WRITABLE, occasion__in=BY_STUDENT)
    rows = list(Evaluation.objects.visible_to(actor).filter(unread | asked).for_page().order_by("due_at", "pk"))
    steps = [
        Step(
            icon="clipboard-check",
            title=_("Read your evaluation"),
            detail=_("%(occasion)s. Your supervisor has written how you are doing.")
            % {"occasion": row.get_occasion_display()},
            url=row.get_absolute_url(),
            action=_("Read it"),
            tone="due",
        )
        for row in [row for row in rows if not row.by_student][-1:]
    ]
    return steps + [
        Step(
            icon="clipboard-check",
            title=row.instrument.title,
            detail=_("%(occasion)s, %(slot)s. A minute, by %(due)s.")
            % {"occasion": row.get_occasion_display(), "slot": row.placement.slot, "due": when(row.due_at)},
            url=reverse("evaluation_edit", args=[row.pk]),
            action=_("Answer"),
        )
        for row in rows
        if row.by_student
    ]


def _hours(placement: Placement | None, ledger: Ledger | None, now_stands: HoursNow) -> list[Step]:
    if placement is None or ledger is None:
        return []
    url = reverse("hours_list", args=[placement.pk])
    steps = []
    if ledger.oldest_returned:
        detail = ngettext(
            "%(n)d entry came back with a question.", "%(n)d entries came back with a question.", ledger.returned
        )
        steps.append(
            Step(
                icon="arrow-return-left",
                title=_("Correct your hours"),
                detail=detail % {"n": ledger.returned},
                url=f"{url}?day={clock.day_of(ledger.oldest_returned, placement.institute.zone)}",
                action=_("See them"),
                tone="late",
            )
        )
    if now_stands.planned and now_stands.entered >= now_stands.planned and not ledger.drafts:
        return steps
    if ledger.drafts:
        detail = _("%(n)d kept but not sent.") % {"n": ledger.drafts}
    elif now_stands.planned:
        detail = _("%(entered)s of %(planned)s planned this week are in.") % {
            "entered": hours(now_stands.entered),
            "planned": hours(now_stands.planned),
        }
    else:
        detail = _("Enter a shift in half a minute.")
    steps.append(
        Step(icon="clock-history", title=_("Log this week’s hours"), detail=detail, url=url, action=_("Log hours"))
    )
    return steps


def _certificates(actor: Actor) -> list[Step]:
    fresh = Certificate.objects.visible_to(actor).filter(state=CertificateState.ISSUED).order_by("-issued_at").first()
    if fresh is None:
        return []
    detail = _("Anyone can check it by its code.")
    return [
        Step(
            icon="award",
            title=_("Your statement of experience is ready") if fresh.is_statement else _("Your certificate is ready"),
            detail=detail,
            url=fresh.get_absolute_url(),
            action=_("See it"),
        )
    ]
