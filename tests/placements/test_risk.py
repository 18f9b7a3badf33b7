"""Who may need help: each rule by its facts and its sentence; and that the facts are those of the ledger."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core import clock
from placements.models import HoursEntry, Placement, Suspension
from placements.models.course import with_rests
from placements.pace import Worked, pace_of
from placements.pacing import hours_now, ledger_of
from placements.risk import Facts, Kind, signals_of, weight_of
from placements.risk_facts import facts_of, with_risk
from placements.services.catalogue import load_starters
from tests.factories.attendance import AbsenceFactory, PlannedShiftFactory
from tests.factories.course import ChangeFactory
from tests.factories.institutions import a_day
from tests.factories.placements import FeedbackNoteFactory, HoursEntryFactory
from tests.placements.ward import a_ward

FIRST, LAST = date(2026, 1, 5), date(2026, 3, 29)  # twelve weeks
TODAY = date(2026, 2, 2)  # four of them behind


def pace(entered, *, required=320 * 60, today=TODAY):
    """A pace with all that was entered on the first day."""
    return pace_of(required=required, first=FIRST, last=LAST, today=today, worked=[Worked(FIRST, entered, 0)])


def facts(**known):
    """Somebody of whom nothing is to be said: at an even pace, heard yesterday."""
    yesterday = known.get("today", TODAY) - timedelta(days=1)
    calm = Facts(today=TODAY, first=FIRST, pace=pace(107 * 60), last_entry=yesterday, last_note=yesterday)
    return replace(calm, **known)


def said(**known):
    return [(signal.kind, signal.sentence) for signal in signals_of(facts(**known))]


def test_of_whoever_keeps_pace_and_is_heard_nothing_is_said():
    assert said() == []


def test_hours_behind_say_how_far_and_where_they_lead():
    assert said(pace=pace(80 * 60)) == [
        (Kind.HOURS, "26 h behind an even pace. At this pace 80 h short on Sunday 29 March.")
    ]


def test_less_than_a_shift_behind_is_not_worth_a_word():
    assert said(pace=pace(99 * 60)) == []


def test_hours_behind_in_the_first_week_have_no_forecast_yet():
    begun = pace_of(required=320 * 60, first=FIRST, last=LAST, today=FIRST + timedelta(days=6), worked=[])
    assert said(pace=begun, today=begun.today) == [(Kind.HOURS, "22 h behind an even pace.")]


@pytest.mark.parametrize(
    ("known", "sentences"),
    [
        ({"absences": 2}, []),
        ({"absences": 3}, ["3 absences in the last 30 days."]),
        ({"absences": 4, "unexcused": 1}, ["1 absence of the last 30 days was not excused."]),
        ({"absences": 4, "unexcused": 2}, ["2 absences of the last 30 days were not excused."]),
    ],
)
def test_absences(known, sentences):
    assert said(**known) == [(Kind.ABSENCE, sentence) for sentence in sentences]


def test_low_levels_are_worth_a_word_past_the_middle_alone():
    low = {"low_levels": 2, "levels": 5, "last_entry": LAST, "last_note": LAST}
    assert said(**low) == []
    past = FIRST + timedelta(days=50)
    sentence = "Past the middle, 2 of 5 confirmed objectives stand at one of the two lowest levels."
    assert said(**low, today=past, pace=pace(190 * 60, today=past)) == [(Kind.LEVELS, sentence)]


def test_low_answers_name_the_day_of_the_evaluation():
    day = TODAY - timedelta(days=2)
    assert said(low_answers=1, evaluated_on=day) == [
        (Kind.LEVELS, "The evaluation of Saturday 31 January has 1 answer that asked for a sentence.")
    ]


@pytest.mark.parametrize(
    ("known", "sentences"),
    [
        ({"last_entry": TODAY - timedelta(days=9)}, []),
        ({"last_entry": TODAY - timedelta(days=10)}, ["No hours entered since Friday 23 January."]),
        ({"last_entry": None}, ["No hours entered since the first day, Monday 5 January."]),
        ({"last_entry": TODAY - timedelta(days=20), "away_until": TODAY + timedelta(days=5)}, []),
        ({"last_entry": TODAY - timedelta(days=20), "away_until": TODAY - timedelta(days=9)}, []),
        ({"last_entry": None, "pace": pace(320 * 60)}, []),
        ({"last_entry": None, "pace": None}, []),
    ],
)
def test_silence_of_the_student(known, sentences):
    assert said(**known) == [(Kind.SILENCE, sentence) for sentence in sentences]


@pytest.mark.parametrize(
    ("known", "sentences"),
    [
        ({"last_note": None, "evaluated_on": TODAY - timedelta(days=27)}, []),
        ({"last_note": TODAY - timedelta(days=28)}, ["No feedback since the first day, Monday 5 January."]),
        ({"first": FIRST - timedelta(days=9), "last_note": FIRST}, ["No feedback since Monday 5 January."]),
    ],
)
def test_silence_of_the_ward(known, sentences):
    assert said(**known) == [(Kind.SILENCE, sentence) for sentence in sentences]


def test_what_weighs_most_comes_first():
    signals = signals_of(facts(pace=pace(0), last_note=None, unexcused=1))
    assert [signal.weight for signal in signals] == [3, 2, 1]
    assert weight_of(signals) == 6


# The facts


def read(ward, now):
    return facts_of(with_risk(Placement.objects.for_list().filter(pk=ward.pk), now).get())


@pytest.mark.django_db
@pytest.mark.parametrize("first", [-30, -3, 0])
def test_the_pace_of_the_list_is_the_pace_of_the_placements_own_page(first):
    ward = a_ward(first=first)
    now = ward.at(a_day(0), 23)
    for days in (1, 2, 9, 16):
        if days <= -first:
            HoursEntryFactory(placement=ward.placement, started_at=ward.at(a_day(-days), 8))
    HoursEntryFactory(placement=ward.placement, returned=True, started_at=ward.at(a_day(0), 8))
    PlannedShiftFactory(placement=ward.placement, absence=AbsenceFactory(placement=ward.placement, first_day=a_day(3)))
    change = ChangeFactory(placement=ward.placement, kind="suspend", first_day=a_day(4), state="done")
    Suspension.objects.create(placement=ward.placement, change=change, first_day=a_day(4), last_day=a_day(9))
    own = hours_now(
        with_rests(Placement.objects.for_list()).get(pk=ward.pk),
        ledger_of(ward.placement, HoursEntry.objects.filter(placement=ward.pk)).worked,
        now,
    ).pace
    found = read(ward, now).pace
    assert [(p.entered, p.rate, p.projected, p.short, p.sentence) for p in (found,)] == [
        (own.entered, own.rate, own.projected, own.short, own.sentence)
    ]


@pytest.mark.django_db
def test_the_facts_of_a_placement():
    ward, now = a_ward(), clock.now()
    load_starters()
    AbsenceFactory(placement=ward.placement, first_day=a_day(-20), state="unexcused", reason="Nobody was told.")
    AbsenceFactory(placement=ward.placement, first_day=a_day(-2), last_day=a_day(1))
    AbsenceFactory(placement=ward.placement, first_day=a_day(-9), state="withdrawn")
    AbsenceFactory(placement=ward.placement, first_day=a_day(5))
    entry = HoursEntryFactory(placement=ward.placement, started_at=ward.at(a_day(-4), 8))
    FeedbackNoteFactory(placement=ward.placement, at=ward.at(a_day(-6), 12))
    found = read(ward, now)
    assert (found.absences, found.unexcused, found.away_until) == (2, 1, a_day(1))
    assert (found.last_entry, found.last_note) == (entry.local_start.date(), a_day(-6))
