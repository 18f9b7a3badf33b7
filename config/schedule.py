"""The clock table: what happens by itself, and how often. The tasks live in each app's sweeps.py."""

from typing import Any

MINUTE = 60.0
HOUR = 60 * MINUTE


def every(seconds: float, task: str) -> dict[str, Any]:
    """One row. A wake-up that nobody took before the next one is due is dropped: the next sweep finds the same work."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE: dict[str, dict[str, Any]] = {
    "send waiting mail": every(MINUTE, "notifications.sweep_outbox"),
    "write daily mails": every(5 * MINUTE, "notifications.sweep_digests"),
    "take answers by mail": every(MINUTE, "placements.sweep_mail"),
    "send codes that were asked for": every(MINUTE / 2, "students.sweep_codes"),
    "forget files that stopped coming": every(HOUR, "accounts.sweep_uploads"),
    "let unanswered offers lapse": every(MINUTE, "placements.sweep_offers"),
    "release decisions at their moment": every(MINUTE, "placements.sweep_releases"),
    "begin stalled jobs again": every(MINUTE / 2, "accounts.sweep_jobs"),
    "make papers that were missed": every(MINUTE, "evaluations.sweep_papers"),
    "draw pages that were missed": every(MINUTE, "accounts.sweep_pages"),
    "make receipts that were missed": every(MINUTE, "placements.sweep_receipts"),
    "write due reminders": every(10 * MINUTE, "notifications.sweep_reminders"),
    "open evaluations": every(HOUR, "evaluations.sweep_evaluations"),
    "bring words about sites to their office": every(HOUR, "evaluations.sweep_site_words"),
    "let go of placements that no agreement came to cover": every(HOUR, "placements.sweep_placements"),
    "hand students over when a block begins": every(HOUR, "placements.sweep_blocks"),
    "end agreements": every(HOUR, "institutions.sweep_agreements"),
    "end views as somebody": every(MINUTE, "institutions.sweep_views"),
    "draw paper forms that were missed": every(MINUTE, "institutions.sweep_paper_forms"),
    "make CVs that were missed": every(MINUTE, "students.sweep_cvs"),
    "remove scans that no recording used": every(HOUR, "institutions.sweep_scans"),
    "forget unconfirmed lists": every(HOUR, "institutions.sweep_imports"),
    "return kept places that went unused": every(HOUR, "placements.sweep_allotments"),
    "close calls past their deadline": every(MINUTE, "placements.sweep_calls"),
    "end mentorships whose mentor has left": every(HOUR, "placements.sweep_mentorships"),
    "let go of records that were never sent": every(HOUR, "students.sweep_drafts"),
    "pause silent slots": every(HOUR, "placements.sweep_slots"),
    "tell what is new in saved searches": every(10 * MINUTE, "placements.sweep_searches"),
    "forget words that no slot says": every(24 * HOUR, "placements.sweep_words"),
}


def hurried() -> dict[str, dict[str, Any]]:
    """The table for a clock that was moved: whoever walks a term in an hour does not wait an hour for the evaluations to open."""
    return {name: every(min(row["schedule"], MINUTE / 4), row["task"]) for name, row in SCHEDULE.items()}
