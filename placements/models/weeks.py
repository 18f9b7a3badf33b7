"""Weeks from Monday to Sunday: plain dates, for grids and sheets."""

from datetime import date, timedelta

from core.clock import YEARS

WEEK = timedelta(days=7)
THURSDAY = 3


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def last_of(monday: date) -> date:
    """The Sunday of the week."""
    return monday + WEEK - timedelta(days=1)


def coming(today: date) -> date:
    """The Monday that people prepare for: this week's until Wednesday, from Thursday on the next."""
    monday = monday_of(today)
    return monday + WEEK if today.weekday() >= THURSDAY else monday


def parsed(text: str, default: date) -> date:
    """The Monday of the day that an address names as 2026-11-30; the default's where it names none of our time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return monday_of(default)
    return monday_of(day if day.year in YEARS else default)
