"""Intakes of a programme: added, changed, and copied forward to the next year with their blocks and calls."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from core.words import day
from institutions.models import Intake, Programme
from placements.models import Call, CallAnswer, IntakeBlock
from placements.policies import programmes as policies
from placements.services.programmes import lock_programme
from placements.states import CallState

AGO, AHEAD = timedelta(days=15 * 366), timedelta(days=5 * 366)  # how far from today an intake may begin
A_YEAR = timedelta(weeks=52)  # a Monday stays a Monday
Days = Mapping[int, tuple[date, date]]  # by block
COPIED = ("institute_id", "programme_id", "title", "kind", "track_id", "places", "message")


def name_next_year(name: str) -> str:
    """“Spring 2027” becomes “Spring 2028”, “2026-27” becomes “2027-28”; a name without a year gets “next”."""
    later, found = re.subn(r"\b(20\d\d)(?:([-–/])(\d\d)\b)?", _a_year_later, name)
    return later if found else _("%(name)s, next year") % {"name": name}


def _a_year_later(year: re.Match[str]) -> str:
    first, dash, last = year.groups()
    return str(int(first) + 1) + (f"{dash}{(int(last) + 1) % 100:02}" if last else "")


@transaction.atomic
def add_intake(
    *,
    programme_id: int,
    by: Actor,
    now: datetime,
    name: str,
    starts_on: date,
    place_by: date | None = None,
    days: Days | None = None,
) -> Intake:
    """A new intake, with its days in each block where they are known. Raises NotAllowed, Refusal."""
    programme = lock_programme(programme_id, by)
    intake = Intake(programme=programme, name=name, starts_on=starts_on, place_by=place_by, created_at=now)
    _check_days(intake, days or {}, now)
    return _save(intake, days or {})


@transaction.atomic
def edit_intake(
    *,
    intake_id: int,
    by: Actor,
    now: datetime,
    name: str,
    starts_on: date,
    place_by: date | None = None,
    days: Days | None = None,
    shown_version: int | None = None,
) -> Intake:
    """Change an intake and its days. Raises NotAllowed, Refusal, Stale."""
    intake = _lock(intake_id, by)
    intake.refuse_stale(shown_version)
    intake.name, intake.starts_on, intake.place_by = name, starts_on, place_by
    _check_days(intake, days or {}, now)
    return _save(intake, days or {})


@transaction.atomic
def remove_intake(*, intake_id: int, by: Actor, now: datetime) -> Programme:
    """Take away an intake that was entered by mistake, with its days. Raises NotAllowed, Refusal (somebody is in it, a call is for it)."""
    intake = _lock(intake_id, by)
    require(policies.may_remove_intake(by, intake))
    intake.delete()
    return intake.programme


@transaction.atomic
def copy_intake(*, intake_id: int, by: Actor, now: datetime, name: str, with_calls: bool = False) -> Intake:
    """The same intake 52 weeks later, so that weekdays stay; `with_calls` drafts its calls anew for the same partners.

    The name is free once only, under any concurrency. Raises NotAllowed, Refusal.
    """
    old = _lock(intake_id, by)
    days = {row.block_id: (row.starts_on + A_YEAR, row.ends_on + A_YEAR) for row in old.blocks.all()}
    place_by = old.place_by + A_YEAR if old.place_by else None
    new = Intake(
        programme=old.programme, name=name, starts_on=old.starts_on + A_YEAR, place_by=place_by, created_at=now
    )
    _save(new, days)
    if with_calls:
        for call in old.calls.exclude(state=CallState.CANCELLED).order_by("pk"):
            _draft_again(call, new, now=now)
    return new


def _check_days(intake: Intake, days: Days, now: datetime) -> None:
    """Days that cannot be are refused beside their field: a first day of another age, a block before it, a place after every block."""
    today = clock.day_of(now)
    if not today - AGO <= intake.starts_on <= today + AHEAD:
        raise Refusal(_("This first day is many years away."), instead=_("Check the year."), field="starts_on")
    for block_id, (first, last) in days.items():
        if first < intake.starts_on or last > intake.starts_on + AGO:
            raise Refusal(
                _("The intake begins on %(day)s: no block of it is before, or so long after.")
                % {"day": day(intake.starts_on)},
                instead=_("Check the year."),
                field=days_field(block_id),
            )
    last_day = max((last for _first, last in days.values()), default=intake.starts_on + AGO)
    if intake.place_by is not None and not intake.starts_on - AHEAD <= intake.place_by <= last_day:
        raise Refusal(
            _("Nobody needs a place on that day: the last block ends on %(day)s.") % {"day": day(last_day)}
            if days
            else _("This day is many years from the first one."),
            instead=_("Choose an earlier day."),
            field="place_by",
        )


def days_field(block_id: int) -> str:
    """What forms call the first day of a block."""
    return f"block_{block_id}_first"


def _lock(intake_id: int, by: Actor) -> Intake:
    """The intake, after its programme, which `by` may change."""
    lock_programme(Intake.objects.values_list("programme_id", flat=True).get(pk=intake_id), by)
    intake = Intake.objects.select_for_update(of=("self",), no_key=True).select_related("programme").get(pk=intake_id)
    require(policies.may_keep(by, intake.programme))
    return intake


def _save(intake: Intake, days: Days) -> Intake:
    try:
        with transaction.atomic():
            intake.save()
    except IntegrityError as error:
        raise Refusal(
            _("The programme has an intake of this name already."), instead=_("Choose another name."), field="name"
        ) from error
    known = set(intake.programme.blocks.values_list("pk", flat=True))
    intake.blocks.all().delete()
    IntakeBlock.objects.bulk_create(
        IntakeBlock(intake=intake, block_id=block_id, starts_on=first, ends_on=last)
        for block_id, (first, last) in days.items()
        if block_id in known
    )
    return intake


def _draft_again(old: Call, intake: Intake, *, now: datetime) -> None:
    """A draft with the same text a year later, to the partners that were asked."""
    call = Call.objects.create(
        intake=intake,
        starts_on=old.starts_on + A_YEAR,
        ends_on=old.ends_on + A_YEAR,
        answer_by=old.answer_by + A_YEAR,
        created_at=now,
        **{name: getattr(old, name) for name in COPIED} | {"title": name_next_year(old.title)},
    )
    call.competencies.set(old.competencies.all())
    asked = old.answers.order_by("pk").values_list("partner_id", flat=True)
    CallAnswer.objects.bulk_create(CallAnswer(call=call, partner_id=partner_id) for partner_id in asked)
