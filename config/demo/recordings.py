"""What the demo's offices wrote down: hours from a signed sheet, and a note from a call to which its person objects."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from config.demo.organisations import actor_of
from config.on_behalf.table import ACTS
from core.actor import Actor, Role
from core.uploads import CleanFile
from institutions.models import Recording
from institutions.services.recordings import keep_scan, object_to_recording, record_on_behalf
from placements.models import HoursEntry, Placement

SHEET = ("HOURS SHEET", "", "These shifts are right.", "", "Signed by hand")


def recordings(placements: list[Placement], *, now: datetime) -> None:
    """From paper for the first of the placements, by phone for the second, whose supervisor objects."""
    first, second = placements[:2]
    office = actor_of(Role.COORDINATOR, first.institute.slug)
    oldest = HoursEntry.objects.filter(placement=first).waiting().order_by("started_at")[:2]
    shifts = [entry.pk for entry in oldest]
    scan = keep_scan(by=office, clean=_scanned())
    _record("hours-approve", first, {"entry_ids": shifts}, by=office, now=now - timedelta(hours=30), scan=scan)
    note = {"kind": "next_step", "text": "Ask before you move the portable unit."}
    call = {"caller": "Ward office, for the supervisor", "called_at": now - timedelta(hours=9)}
    recording = _record("feedback", second, note, by=office, now=now - timedelta(hours=8), **call)
    person = recording.person_membership.as_actor()
    words = "I said this about another intern. Please take it off this record."
    object_to_recording(recording_id=recording.pk, by=person, now=now - timedelta(hours=3), reason=words)


def _record(
    name: str, placement: Placement, said: dict[str, object], *, by: Actor, now: datetime, **rests: object
) -> Recording:
    """One act of the placement's supervisor, as the page records it."""
    act = ACTS[name]
    thing = act.find(by, placement.pk)
    person = act.candidates(by, thing)[0]
    form = act.form(said, thing, person.as_actor())
    form.fields.pop("idempotency_key", None)
    if not form.is_valid():
        raise ValueError(form.errors)
    source = "paper" if "scan" in rests else "phone"
    return record_on_behalf(by=by, now=now, deed=act.deed(by, thing, form), person=person, source=source, **rests)


def _scanned() -> CleanFile:
    """A sheet as a scanner would see it."""
    picture = Image.new("L", (620, 320), 250)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(SHEET):
        draw.text((40, 40 + 36 * number), line, fill=40)
    draw.line([(40, 250), (90, 215), (120, 255), (170, 220), (260, 240)], fill=60, width=3)
    content = BytesIO()
    picture.save(content, "PNG")
    return CleanFile(content=content.getvalue(), name="hours-sheet.png", media_type="image/png")
