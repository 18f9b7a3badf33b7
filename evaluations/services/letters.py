"""Recommendation letters: asked for, answered, written, signed, revoked. The sealed PDF and its release are `letters_files`."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from core.waking import wake
from core.words import listed
from evaluations.models import Letter, LetterTransition
from evaluations.notices.papers import asked_to_writer
from evaluations.policies import papers as policies
from evaluations.services.letters_draft import OWN, Block, first_draft, strange_numbers
from evaluations.services.letters_files import LETTER_TASK, signed_facts
from evaluations.services.letters_moves import lock_letter, make_move
from evaluations.states import ACCEPT_LETTER, DECLINE_LETTER, REQUEST_LETTER, REVOKE_LETTER, SIGN_LETTER
from notifications.services.posting import notify
from placements.services.placements_moves import lock_placement


@transaction.atomic
def ask_letter(*, placement_id: int, by: Actor, now: datetime, purpose: str, needed_by: date | None = None) -> Letter:
    """Ask the placement's supervisor for a letter. Locks the placement, so that one is asked for once. Raises NotAllowed, Refusal."""
    placement = lock_placement(placement_id)
    require(policies.may_ask_letter(by, placement))
    if needed_by is not None and needed_by <= placement.today(now):
        raise Refusal(_("That day has passed, or is today."), instead=_("Choose a later day."), field="needed_by")
    _screen(purpose, "purpose")
    letter = Letter.objects.create(
        placement=placement, writer=placement.supervisor, purpose=purpose, needed_by=needed_by, created_at=now
    )
    LetterTransition.write(letter, REQUEST_LETTER, by=by, now=now, was="")
    notify(asked_to_writer, letter, now=now)
    return letter


@transaction.atomic
def accept_letter(*, letter_id: int, by: Actor, now: datetime) -> Letter:
    """Say that it will be written; the draft fills itself in. Locks placement, letter. Raises NotAllowed, Refusal, IllegalMove."""
    letter = lock_letter(letter_id)
    require(policies.may_accept_letter(by, letter))
    return make_move(letter, ACCEPT_LETTER, by=by, now=now, blocks=first_draft(letter))


@transaction.atomic
def decline_letter(*, letter_id: int, by: Actor, now: datetime, reason: str) -> Letter:
    """Say no, in words that the student reads. Locks placement, letter. Raises NotAllowed, Refusal, IllegalMove."""
    letter = lock_letter(letter_id)
    require(policies.may_decline_letter(by, letter))
    return make_move(letter, DECLINE_LETTER, by=by, now=now, note=reason)


@transaction.atomic
def edit_letter(
    *, letter_id: int, by: Actor, now: datetime, texts: Sequence[str], shown_version: int | None = None
) -> Letter:
    """Keep the paragraphs' texts, in the order of `letter.blocks`; an empty one will not be printed. The sources stay as they are.

    A draft may say anything: what it says is judged when it is signed. Locks placement, letter. Raises NotAllowed, Refusal, Stale.
    """
    letter = lock_letter(letter_id)
    require(policies.may_write_letter(by, letter))
    letter.next_version(shown_version)
    letter.blocks = [{**block, "text": text.strip()} for block, text in zip(letter.blocks, texts, strict=True)]
    letter.save(update_fields=["blocks", "version"])
    return letter


@transaction.atomic
def refill_letter(*, letter_id: int, by: Actor, now: datetime) -> Letter:
    """Fill the draft in from the record once more, keeping the writer's own paragraph.

    Locks placement, letter. Raises NotAllowed, Refusal.
    """
    letter = lock_letter(letter_id)
    require(policies.may_write_letter(by, letter))
    own = next(block for block in letter.blocks if block["key"] == OWN)
    letter.next_version(None)
    letter.blocks = [own if block["key"] == OWN else block for block in first_draft(letter)]
    letter.save(update_fields=["blocks", "version"])
    return letter


@transaction.atomic
def sign_letter(*, letter_id: int, by: Actor, now: datetime, shown_version: int | None = None) -> Letter:
    """Sign what the draft says: from now on it never changes. A worker seals and releases it moments later.

    Locks placement, letter. Raises NotAllowed, Stale, IllegalMove; Refusal for a paragraph that the record does not bear out, that
    names a patient, or that only the writer could have written and did not.
    """
    letter = lock_letter(letter_id)
    require(policies.may_write_letter(by, letter))
    letter.next_version(shown_version)
    for block in letter.blocks:
        _judge(block)
    facts = signed_facts(letter, now=now)
    make_move(letter, SIGN_LETTER, by=by, now=now, facts=facts, signed_at=now, version=letter.version)
    transaction.on_commit(partial(wake, LETTER_TASK, letter.pk))
    return letter


@transaction.atomic
def revoke_letter(*, letter_id: int, by: Actor, now: datetime, reason: str) -> Letter:
    """Take it back, with a reason that the student reads. Locks placement, letter. Raises NotAllowed, Refusal, IllegalMove."""
    letter = lock_letter(letter_id)
    require(policies.may_revoke_letter(by, letter))
    return make_move(letter, REVOKE_LETTER, by=by, now=now, note=reason)


def _judge(block: Block) -> None:
    """Raise Refusal for a paragraph that must not be signed as it stands."""
    if block["key"] == OWN and not block["text"]:
        raise Refusal(
            _("Your own words are missing."),
            instead=_("Write at least one sentence that only you can write, then sign."),
        )
    if numbers := strange_numbers(block):
        raise Refusal(
            _("The record does not bear out %(numbers)s in “%(start)s…”.")
            % {"numbers": listed(numbers), "start": block["text"][:40]},
            instead=_("Correct the number, or move it to your own words."),
        )
    _screen(block["text"], None)


def _screen(text: str, field: str | None) -> None:
    refuse_patient_data(text, field=field, instead=_("Take out whatever could tell who a patient is."))
