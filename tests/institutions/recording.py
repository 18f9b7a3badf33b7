"""Recordings for tests: a ward, a deed of its supervisor, a scan, and the recording made of them."""

from datetime import timedelta
from typing import Any

from accounts.models import StoredFile
from core import clock
from core.uploads import CleanFile
from institutions.models import Recording
from institutions.policies.recordings import Parties
from institutions.services.recordings import Deed, keep_scan, record_on_behalf
from placements.models import HoursEntry
from placements.services.hours_signing import approve_hours
from tests.factories.placements import HoursEntryFactory
from tests.placements.ward import Ward

PNG = b"\x89PNG\r\n\x1a\n"


def a_scan(ward: Ward) -> StoredFile:
    """A sheet that the coordinator has scanned."""
    return keep_scan(by=ward.office, clean=CleanFile(content=PNG, name="sheet.png", media_type="image/png"))


def a_sent_shift(ward: Ward) -> HoursEntry:
    """One shift that waits for its sign-off."""
    return HoursEntryFactory(placement=ward.placement)


def parties_of(ward: Ward) -> Parties:
    """Between whom the ward's placement is."""
    placement = ward.placement
    return Parties(placement.institute_id, placement.partner_id, placement.student.user_id)


def approval_of(ward: Ward, *entries: HoursEntry) -> Deed:
    """The sign-off of these shifts, to be recorded for the supervisor."""
    ids = [entry.pk for entry in entries]
    return Deed(
        act="hours-approve",
        thing_id=ward.pk,
        path=ward.placement.get_absolute_url(),
        title="Hours approved",
        words="One shift of 8 h.",
        parties=parties_of(ward),
        do=lambda by, now: approve_hours(placement_id=ward.pk, by=by, now=now, entry_ids=ids),
    )


def from_paper(ward: Ward, **changes: Any) -> Recording:
    """The coordinator has recorded the sign-off of one shift from a scanned sheet."""
    values = {"person": ward.supervisor, "source": "paper", "by": ward.office, "now": clock.now()}
    if values["source"] == changes.get("source", "paper"):
        values["scan"] = a_scan(ward)
    if "deed" not in changes:
        values["deed"] = approval_of(ward, a_sent_shift(ward))
    return record_on_behalf(**values | changes)


def by_phone(ward: Ward, **changes: Any) -> Recording:
    """The same from a call an hour ago."""
    call = {"source": "phone", "caller": "Dr Mirza herself", "called_at": clock.now() - timedelta(hours=1)}
    return from_paper(ward, **call | changes)
