"""Lists on their way in: sent, their headings named, doubts settled, brought in or dropped. Every step ends with a look through."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Job
from accounts.services.files import store_file
from accounts.services.jobs import order_job
from accounts.services.reading import discard_file
from core.actor import Actor
from core.columns import guess, normal
from core.errors import Refusal
from core.plans import to_try
from core.sheets import Sheet, sheet_of
from core.tables import read_upload
from core.verdict import require
from core.words import listed
from institutions.models import ColumnMemory, Import
from institutions.policies import imports as policies
from institutions.services.imports_plans import bring_in, look_through, plan_of

TASK = "institutions.run_import"
KIND = "import"
TOLD_EACH = 25  # lines between two words about the progress
READ_IN_REQUEST = 2_000  # so many lines are compared with what is here while the person waits
IN_REQUEST = 300  # lines of any list; those that cost more to write say fewer


def _silent(_done: int, _total: int) -> None:
    """Nobody watches a short list."""


@transaction.atomic
def begin_import(*, by: Actor, now: datetime, noun: str, file: UploadedFile) -> Import:
    """Keep a file, and look it through where its headings are known. Nothing of it is brought in.

    Raises NotAllowed, Unreadable (about the field `file`).
    """
    sheet = _sheet(noun)
    require(sheet.may(by))
    content, table = read_upload(file)
    name = (file.name or noun).replace("\\", "/").rpartition("/")[2]
    stored = store_file(
        kind=KIND, content=content, name=name, media_type="application/octet-stream", owner_id=by.user_id
    )
    kept = Import.objects.create(
        noun=noun,
        institute_id=by.institute_id,
        partner_id=by.partner_id,
        by_id=by.user_id,
        membership_id=by.membership_id,
        name=name[:200],
        file=stored,
        headings=list(table.headings),
        columns=_meanings(sheet, table.headings, by),
        rows=len(table.lines) + len(table.problems),
        created_at=now,
    )
    return _check(kept, by=by, now=now) if _is_plain(kept) else kept


def _is_plain(kept: Import) -> bool:
    """True when every heading is known, so that nothing needs to be asked."""
    return kept.is_mapped and all(name or memory for name, memory in zip(kept.columns, _left_out(kept), strict=True))


def _left_out(kept: Import) -> list[bool]:
    """Of each heading, whether it means nothing here: it only goes out, or the office said so before."""
    remembered = _memory(kept.sheet, kept.headings, kept.institute_id, kept.partner_id)
    shown = {normal(heading) for heading in kept.sheet.shown}
    return [normal(heading) in shown or remembered.get(normal(heading)) == "" for heading in kept.headings]


def _memory(
    sheet: Sheet, headings: Sequence[str], institute_id: int | None, partner_id: int | None
) -> Mapping[str, str]:
    row = ColumnMemory.objects.filter(
        noun=sheet.noun, institute_id=institute_id, partner_id=partner_id, headings=_print(headings)
    ).first()
    return row.meanings if row else {}


def _meanings(sheet: Sheet, headings: Sequence[str], by: Actor) -> list[str]:
    """What the headings mean: as the office said last time, else by their words."""
    guessed = guess(headings, sheet.columns)
    remembered = _memory(sheet, headings, by.institute_id, by.partner_id)
    names = {column.name for column in sheet.columns} | {""}
    kept = [remembered.get(normal(heading), name) for heading, name in zip(headings, guessed, strict=True)]
    return kept if set(kept) <= names else guessed


def _print(headings: Sequence[str]) -> str:
    """One print for a set of headings, whatever their order and capitals."""
    return hashlib.sha256("\n".join(sorted(normal(heading) for heading in headings)).encode()).hexdigest()


@transaction.atomic
def name_columns(*, import_id: int, by: Actor, now: datetime, columns: Sequence[str]) -> Import:
    """Say what each heading means, remember it for the organisation, and look the list through. Raises NotAllowed, Refusal."""
    kept = lock_import(import_id)
    require(policies.may_change(by, kept))
    kept.columns, kept.choices = list(columns), {}
    _require_mapped(kept)
    kept.save(update_fields=["columns", "choices"])
    meanings = {normal(heading): name for heading, name in zip(kept.headings, kept.columns, strict=True)}
    ColumnMemory.objects.update_or_create(
        noun=kept.noun,
        institute_id=kept.institute_id,
        partner_id=kept.partner_id,
        headings=_print(kept.headings),
        defaults={"meanings": meanings, "at": now},
    )
    return _check(kept, by=by, now=now)


def _require_mapped(kept: Import) -> None:
    missing = [
        str(column.heading) for column in kept.sheet.columns if column.needed and column.name not in kept.columns
    ]
    if missing:
        words = ngettext(
            "This is needed and has no heading: %(names)s.",
            "These are needed and have no heading: %(names)s.",
            len(missing),
        )
        raise Refusal(words % {"names": listed(missing)}, instead=_("Choose a heading for it, or add it to the file."))


@transaction.atomic
def settle_alike(*, import_id: int, by: Actor, now: datetime, choices: Mapping[str, int]) -> Import:
    """Say of lines that may be about something that is here whether they are, and look the list through. Raises NotAllowed, Refusal."""
    kept = lock_import(import_id)
    require(policies.may_change(by, kept))
    kept.choices = {**kept.choices, **choices}
    kept.save(update_fields=["choices"])
    return _check(kept, by=by, now=now)


@transaction.atomic
def look_again(*, import_id: int, by: Actor, now: datetime) -> Import:
    """Look a list through once more, since something has changed. Raises NotAllowed, Refusal."""
    kept = lock_import(import_id)
    require(policies.may_look_again(by, kept))
    return _check(kept, by=by, now=now)


def _check(kept: Import, *, by: Actor, now: datetime) -> Import:
    """Look the list through, now or in a job."""
    if kept.rows > READ_IN_REQUEST:
        return _order(kept, "check", _("Look through “%(name)s”") % {"name": kept.name}, by=by, now=now)
    made = plan_of(kept, by=by)
    if len(to_try(kept.sheet, made)) > _in_request(kept) and not made.problems and not made.undecided:
        return _order(kept, "check", _("Look through “%(name)s”") % {"name": kept.name}, by=by, now=now)
    return look_through(kept, made, by=by, now=now, tell=_silent)


def _in_request(kept: Import) -> int:
    """So many lines are written while the person waits; a longer list is a job."""
    return min(IN_REQUEST, kept.sheet.in_request)


def _order(kept: Import, act: str, title: str, *, by: Actor, now: datetime) -> Import:
    job = order_job(kind=TASK, title=title, steps=[[act, kept.pk]], path=kept.get_absolute_url(), by=by, now=now)
    job.tell_progress(0, kept.rows)
    kept.job = job
    kept.save(update_fields=["job"])
    return kept


@transaction.atomic
def confirm_import(*, import_id: int, by: Actor, now: datetime) -> Import:
    """Bring a list in, all of it or nothing: at once when it is short, else in a job. `done_at` says whether it is in.

    Locks the list, so that it is brought in once. Raises NotAllowed, Refusal.
    """
    kept = lock_import(import_id)
    require(policies.may_confirm(by, kept))
    if kept.rows > _in_request(kept):
        return _order(kept, "bring", _("Bring in “%(name)s”") % {"name": kept.name}, by=by, now=now)
    return bring_in(kept, by=by, now=now, tell=_silent)


def run_step(step: Sequence[Any], by: Actor, now: datetime) -> None:
    """What the job of a long list does, in one transaction: a worker that is killed in it leaves nothing behind and begins again."""
    act, import_id = step
    kept = lock_import(import_id)
    if kept.job is None:
        return

    def tell(done: int, total: int) -> None:
        if done % TOLD_EACH == 0:
            kept.job.tell_progress(done, total)

    if act == "bring":
        bring_in(kept, by=by, now=now, tell=tell)
    else:
        look_through(kept, plan_of(kept, by=by), by=by, now=now, tell=tell)


@transaction.atomic
def end_job(*, job: Job) -> Import | None:
    """Let the list go from its job, whatever came of it."""
    kept = Import.objects.select_for_update(of=("self",)).filter(job=job).first()
    if kept is not None:
        kept.job = None
        kept.save(update_fields=["job"])
    return kept


@transaction.atomic
def drop_import(*, import_id: int, by: Actor, now: datetime) -> None:
    """Forget a list that was not brought in, and its file. Raises NotAllowed, Refusal."""
    kept = lock_import(import_id)
    require(policies.may_change(by, kept))
    forget(kept)


def forget(kept: Import) -> None:
    """Remove the row and the file. The caller holds the lock."""
    file_id = kept.file_id
    kept.delete()
    if file_id is not None:
        discard_file(file_id=file_id)


def lock_import(import_id: int) -> Import:
    """The list with its file and job, its own row locked."""
    return Import.objects.select_for_update(of=("self",)).select_related("file", "job").get(pk=import_id)


def _sheet(noun: str) -> Sheet:
    sheet = sheet_of(noun)
    if sheet is None:
        raise LookupError(noun)
    return sheet
