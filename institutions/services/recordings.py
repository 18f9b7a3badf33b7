"""Writing down another person's word: the act itself, done in their name and marked so; the objection, and how it is settled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccessLink, Purpose, StoredFile
from accounts.services.files import store_file
from accounts.services.reading import discard_file
from core.actor import Actor, Via
from core.errors import Refusal
from core.lifecycle import Move
from core.uploads import CleanFile
from core.verdict import require
from institutions.models import Membership, Recording, RecordingTransition
from institutions.models.recordings import CALL_WITHIN
from institutions.notices import recordings as notices
from institutions.policies import recordings as policies
from institutions.policies.recordings import Parties, Speaker
from institutions.states import OBJECT, UPHOLD, WITHDRAW_RECORDING
from notifications.services.posting import post, tell

SCAN = "recording"  # the kind of its stored file
SCAN_KEPT_FOR = timedelta(days=1)  # while the rest of the form is put right


@dataclass(frozen=True, slots=True)
class Deed:
    """What is recorded: how the record names it, between whom it is, and the service that does it, given whose word it is."""

    act: str
    thing_id: int
    path: str
    title: str
    words: str
    parties: Parties
    do: Callable[[Actor, datetime], object]


def keep_scan(*, by: Actor, clean: CleanFile) -> StoredFile:
    """Store a scan before the act is tried, so that it need not be sent again when something else is wrong. Swept when unused."""
    return store_file(
        kind=SCAN, content=clean.content, name=clean.name, media_type=clean.media_type, owner_id=by.user_id
    )


@transaction.atomic
def record_on_behalf(
    *,
    by: Actor,
    now: datetime,
    deed: Deed,
    person: Speaker,
    source: str,
    scan: StoredFile | None = None,
    caller: str = "",
    called_at: datetime | None = None,
) -> Recording:
    """Do `deed` as `person`, marked with who recorded it and on what it rests; the person is told, with a link by which to object.

    The act's own service judges the person as if they acted themselves, takes its own locks, and refuses as ever. Raises NotAllowed,
    Refusal.
    """
    require(policies.may_record(by, deed.parties, person))
    _check_call(called_at, now)
    recording = Recording.objects.create(
        act=deed.act,
        thing_id=deed.thing_id,
        path=deed.path,
        title=deed.title[:200],
        words=deed.words,
        source=source,
        scan=scan,
        caller=caller,
        called_at=called_at,
        by_id=by.user_id,
        membership_id=by.membership_id,
        person_id=person.user_id,
        person_membership=person if isinstance(person, Membership) else None,
        person_label="" if isinstance(person, Membership) else person.label,
        about_id=deed.parties.about_id,
        institute_id=deed.parties.institute_id,
        partner_id=deed.parties.partner_id,
        at=now,
    )
    deed.do(person.as_actor(via=Via(source), recorded_by=by.user_id, recording_id=recording.pk), now)
    link = AccessLink.make(
        purpose=Purpose.OBJECTION,
        user_id=person.user_id,
        subject_id=recording.pk,
        now=now,
        expires_at=recording.object_until,
    )
    key = f"recording.made:{recording.pk}"
    post(reader=person.user, message=partial(notices.recorded, recording, link), dedupe_key=key, now=now)
    return recording


def _check_call(called_at: datetime | None, now: datetime) -> None:
    if called_at is None:
        return
    if called_at > now:
        raise Refusal(_("The call cannot be later than now."), field="called_at")
    if called_at < now - CALL_WITHIN:
        raise Refusal(
            _("This call is more than a year ago."),
            instead=_("Check the year, or call once more and record what is said now."),
            field="called_at",
        )


@transaction.atomic
def object_to_recording(*, recording_id: int, by: Actor, now: datetime, reason: str) -> Recording:
    """The person says that this is not what they said. Locks the recording. Raises NotAllowed, Refusal, IllegalMove."""
    recording = _locked(recording_id)
    require(policies.may_object(by, recording, now))
    return _move(recording, OBJECT, by=by, now=now, note=reason)


@transaction.atomic
def uphold_recording(*, recording_id: int, by: Actor, now: datetime, reason: str) -> Recording:
    """Answer an objection: it stands, and why. Locks the recording. Raises NotAllowed, Refusal, IllegalMove."""
    recording = _locked(recording_id)
    require(policies.may_uphold(by, recording))
    return _move(recording, UPHOLD, by=by, now=now, note=reason)


@transaction.atomic
def withdraw_recording(*, recording_id: int, by: Actor, now: datetime, reason: str) -> Recording:
    """Say that it does not count as the person's word, and what was done about it: the thing itself is put right by its own acts.

    Locks the recording. Raises NotAllowed, Refusal, IllegalMove.
    """
    recording = _locked(recording_id)
    require(policies.may_withdraw(by, recording))
    return _move(recording, WITHDRAW_RECORDING, by=by, now=now, note=reason)


def forget_scans(*, now: datetime) -> int:
    """Remove scans that no recording came to use. Returns how many."""
    used = Recording.objects.filter(scan__isnull=False).values("scan")
    unused = StoredFile.objects.filter(kind=SCAN, created_at__lt=now - SCAN_KEPT_FOR).exclude(pk__in=used)
    ids = list(unused.values_list("pk", flat=True))
    for pk in ids:
        discard_file(file_id=pk)
    return len(ids)


def _locked(recording_id: int) -> Recording:
    """The recording with its people, its own row locked."""
    rows = Recording.objects.select_for_update(of=("self",)).for_list().select_related("about")
    return rows.get(pk=recording_id)


def _move(recording: Recording, move: Move, *, by: Actor, now: datetime, note: str) -> Recording:
    """Check, change, write the history, tell. The caller holds the lock."""
    move.check(recording.state, label=recording.get_state_display())
    was, recording.state = recording.state, move.target
    recording.save(update_fields=["state"])
    row = RecordingTransition.write(recording, move, by=by, now=now, was=was, note=note)
    tell(notices.RECORDING_TOLD_ABOUT, recording, move, row, now=now)
    return recording
