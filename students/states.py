"""The lifecycles of a record and of a waiver. Missing, expiring and expired are computed, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Move


class RecordState(models.TextChoices):
    """Where a record stands. A correction is a new record that takes its place; a renewal is one beside it, of a later day."""

    DRAFT = "draft", _("Not sent yet")
    SUBMITTED = "submitted", _("With the office")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Sent back")
    SUPERSEDED = "superseded", _("Replaced")


S = RecordState
HELD = frozenset({S.SUBMITTED, S.VERIFIED})  # what the rules of hosts look at

SUBMIT_RECORD = Move("submit", {S.DRAFT}, S.SUBMITTED)
VERIFY_RECORD = Move("verify", {S.SUBMITTED}, S.VERIFIED)
REJECT_RECORD = Move("reject", {S.SUBMITTED}, S.REJECTED)
SUPERSEDE_RECORD = Move("supersede", {S.SUBMITTED, S.VERIFIED, S.REJECTED}, S.SUPERSEDED)
# From an institute's earlier records; its document is to be seen before it is verified.
BRING_RECORD = Move("bring", {S.DRAFT}, S.SUBMITTED)
RECORD_MOVES = (SUBMIT_RECORD, VERIFY_RECORD, REJECT_RECORD, SUPERSEDE_RECORD, BRING_RECORD)

# What a reader is shown: a state, or what the dates make of a verified one.
RECORD_STAGES = {
    S.DRAFT: ("act", S.DRAFT.label),
    S.SUBMITTED: ("wait", S.SUBMITTED.label),
    S.VERIFIED: ("good", S.VERIFIED.label),
    S.REJECTED: ("bad", S.REJECTED.label),
    S.SUPERSEDED: ("", S.SUPERSEDED.label),
    "expiring": ("act", _("Ends soon")),
    "expired": ("bad", _("Has ended")),
    "renewed": ("", _("Renewed")),
}


class WaiverState(models.TextChoices):
    """Where a waiver stands."""

    GIVEN = "given", _("Given")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WITHDRAW_WAIVER = Move("withdraw", {WaiverState.GIVEN}, WaiverState.WITHDRAWN)
WAIVER_MOVES = (WITHDRAW_WAIVER,)
