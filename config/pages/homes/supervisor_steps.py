"""What waits for a supervisor, each a line of Today, with what is done from it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from config.pages.homes.steps import Do, Step
from core import clock
from core.actor import Actor
from core.words import day, when
from core.words import hours as in_hours
from evaluations.models import Evaluation, Letter
from evaluations.states import LetterState
from placements.models import FeedbackNote
from placements.states import PlacementState

SUBMITTING = 1  # tap, after one a criterion
UNSIGNED = timedelta(days=14)
UNHEARD = timedelta(days=14)  # without a note
LEVELS_WITHIN = timedelta(days=14)  # before the last day


def arrivals(interns: Iterable[Any], now: datetime) -> list[Step]:
    """Nothing counts before it is recorded."""
    return [
        Step(
            icon="person-check",
            title=_("Has %(name)s arrived?") % {"name": p.student.user.name},
            detail=_("%(slot)s begins on %(day)s.") % {"slot": p.slot, "day": day(p.starts_on)},
            url=reverse("placement_arrive", args=[p.pk]),
            action=_("Another day, or more to say"),
            tone="late" if p.starts_on < p.today(now) else "due",
            do=Do(reverse("today_arrive", args=[p.pk]), (("", _("Here since today")),)),
        )
        for p in interns
        if p.state == PlacementState.CONFIRMED and p.starts_on <= p.today(now)
    ]


def evaluations(actor: Actor, now: datetime) -> list[Step]:
    """One query."""
    rows = (
        Evaluation.objects.visible_to(actor)
        .waiting()
        .of_supervisors()
        .select_related("placement__student__user", "placement__slot")
        .annotate(taps=Count("instrument__criteria") + SUBMITTING)
        .order_by("due_at")
    )
    return [
        Step(
            icon="clipboard-check",
            title=_("How is %(name)s doing?") % {"name": e.placement.student.user.name},
            detail=(
                _("%(occasion)s, %(slot)s. %(taps)d taps; it was due %(due)s.")
                if e.due_at < now
                else _("%(occasion)s, %(slot)s. %(taps)d taps, by %(due)s.")
            )
            % {"occasion": e.get_occasion_display(), "slot": e.placement.slot, "taps": e.taps, "due": when(e.due_at)},
            url=reverse("evaluation_edit", args=[e.pk]),
            action=_("Evaluate"),
            tone="late" if e.due_at < now else "due",
            primary=True,
        )
        for e in rows
    ]


def hours(interns: Iterable[Any], now: datetime) -> list[Step]:
    """Signed from the line: what keeps to the rules, and is shown. What goes beyond them is looked at on its own page."""
    return [
        Step(
            icon="clock-history",
            title=_("Sign hours of %(name)s") % {"name": p.student.user.name},
            detail=_("%(n)d shifts, %(hours)s, the oldest since %(day)s.")
            % {"n": p.waiting, "hours": in_hours(p.waiting_minutes), "day": day(clock.day_of(p.oldest))},
            url=reverse("hours_sign", args=[p.pk]),
            action=_("Look closer"),
            tone="late" if p.oldest <= now - UNSIGNED else "due",
            do=_sign(p),
            lines=tuple(_shift(p, entry) for entry in p.entries),
        )
        for p in interns
        if p.waiting
    ]


def _sign(p: Any) -> Do | None:
    plain = [entry for entry in p.entries if not entry.exceptions]
    if not plain:
        return None
    words = _("Sign all %(n)d") if len(plain) == p.waiting else _("Sign %(n)d that keep to the rules")
    ids = tuple(("entry_ids", str(entry.pk)) for entry in plain)
    return Do(reverse("today_sign", args=[p.pk]), (("", words % {"n": len(plain)}),), hidden=ids)


def _shift(p: Any, entry: Any) -> str:
    entry.placement = p
    start, end = entry.local_start, entry.local_end
    words = f"{day(start.date())}, {start:%H:%M}–{end:%H:%M}, {in_hours(entry.minutes)}"
    note = f" · {entry.note}" if entry.note else ""
    return words + note + (" · " + now_("beyond the rules, not signed from here") if entry.exceptions else "")


def absences(interns: Iterable[Any]) -> list[Step]:
    """Each absence without a word; and shifts proposed to make one up."""
    steps = []
    for p in interns:
        name = {"name": p.student.user.name}
        steps += [_absence(p, absence) for absence in p.absent]
        if p.shifts_proposed:
            steps.append(
                Step(
                    icon="calendar-event",
                    title=_("Shifts that %(name)s proposes") % name,
                    detail=_("%(shifts)d to make up an absence.") % {"shifts": p.shifts_proposed},
                    url=reverse("absence_list", args=[p.pk]),
                    action=_("Answer"),
                    tone="due",
                )
            )
    return steps


def _absence(p: Any, absence: Any) -> Step:
    says = {"kind": absence.get_kind_display(), "hours": in_hours(absence.minutes), "note": absence.note}
    first, last = day(absence.first_day), day(absence.last_day)
    days = first if absence.first_day == absence.last_day else now_("%(a)s to %(b)s") % {"a": first, "b": last}
    days = f"{days}, {absence.times}" if absence.times else days
    return Step(
        icon="calendar-x",
        title=_("Absence of %(name)s, %(days)s") % {"name": p.student.user.name, "days": days},
        detail=_("%(kind)s, %(hours)s missed. %(note)s") % says,
        url=reverse("absence_decide", args=[p.pk, absence.pk]),
        action=_("Not excused, or a word"),
        tone="due",
        do=Do(reverse("today_excuse", args=[p.pk, absence.pk]), (("yes", _("Excused")),), name="excused"),
    )


def support(interns: Iterable[Any]) -> list[Step]:
    """The supervisor's own steps of support plans that are agreed."""
    return [
        Step(
            icon="signpost",
            title=step.text,
            detail=_("A step of the support plan of %(name)s.") % {"name": p.student.user.name},
            url=reverse("support_detail", args=[step.plan_id]),
            action=_("Open the plan"),
            tone="due",
            do=Do(reverse("today_step", args=[p.pk, step.pk]), (("", _("It is done")),)),
        )
        for p in interns
        for step in p.own_steps
    ]


def feedback(interns: Iterable[Any], now: datetime) -> list[Step]:
    """Who asks for a word, or has heard nothing for two weeks: one sentence, two buttons."""
    steps = []
    for p in interns:
        since = clock.day_of(p.last_note) if p.last_note else p.arrived_on
        unheard = since is not None and p.today(now) - since >= UNHEARD
        if p.state != PlacementState.ACTIVE or not (unheard or p.asked_since):
            continue
        said = _("Nothing since %(day)s.") if p.last_note else _("Nothing yet, here since %(day)s.")
        if p.asked_since:
            said, since = _("Asked for on %(day)s."), clock.day_of(p.asked_since)
        steps.append(
            Step(
                icon="chat-left-quote",
                title=(_("%(name)s asks how it goes") if p.asked_since else _("A word for %(name)s"))
                % {"name": p.student.user.name},
                detail=said % {"day": day(since)},
                tone="due" if p.asked_since else "",
                url=reverse("feedback_add", args=[p.pk]),
                action=_("About an objective"),
                do=Do(
                    reverse("today_feedback", args=[p.pk]),
                    tuple(FeedbackNote.Kind.choices),
                    name="kind",
                    asks=_("One sentence: what you saw, or what to do next"),
                ),
            )
        )
    return steps


def levels(interns: Iterable[Any], now: datetime) -> list[Step]:
    """Objectives without a level as the last day comes near: a placement is not complete without them."""
    return [
        Step(
            icon="bullseye",
            title=_("Levels for %(name)s") % {"name": p.student.user.name},
            detail=_("%(n)d objectives are without one; the last day is %(day)s.")
            % {"n": len(p.unconfirmed), "day": day(p.ends_on)},
            url=reverse("objective_list", args=[p.pk]),
            action=_("Confirm"),
            tone="late" if p.ends_on < p.today(now) else "due",
            lines=tuple(objective.text for objective in p.unconfirmed),
        )
        for p in interns
        if p.unconfirmed and p.state == PlacementState.ACTIVE and p.ends_on - p.today(now) <= LEVELS_WITHIN
    ]


def letters(actor: Actor) -> list[Step]:
    """One query."""
    open_states = [LetterState.REQUESTED, LetterState.DRAFTED]
    rows = (
        Letter.objects.visible_to(actor)
        .filter(state__in=open_states)
        .select_related("placement__student__user")
        .order_by("needed_by", "pk")
    )
    return [
        Step(
            icon="file-earmark-text",
            title=_("A letter for %(name)s") % {"name": letter.placement.student.user.name},
            detail=(
                _("Needed by %(day)s.") % {"day": day(letter.needed_by)}
                if letter.needed_by
                else _("The draft fills itself from the record.")
            ),
            url=letter.get_absolute_url(),
            action=_("Answer") if letter.state == LetterState.REQUESTED else _("Go on"),
        )
        for letter in rows
    ]
