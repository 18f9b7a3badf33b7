"""The lifecycles of evaluations, letters and certificates, as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Move


class EvaluationState(models.TextChoices):
    """Where an evaluation stands."""

    SCHEDULED = "scheduled", _("Planned")
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("Begun")
    UNASSIGNED = "unassigned", _("Needs an evaluator")
    SUBMITTED = "submitted", _("Submitted")
    ACKNOWLEDGED = "acknowledged", _("Read by the student")
    SUPERSEDED = "superseded", _("Replaced")
    CANCELLED = "cancelled", _("Not needed")


E = EvaluationState
WRITABLE = frozenset({E.OPEN, E.IN_PROGRESS})
LOCKED = frozenset({E.SUBMITTED, E.ACKNOWLEDGED})
# A replaced evaluation stays readable to those who could read it; it counts for nothing.
READABLE = LOCKED | {E.SUPERSEDED}
OVER = frozenset({E.SUPERSEDED, E.CANCELLED})

OPEN_EVALUATION = Move("open", {E.SCHEDULED}, E.OPEN)
BEGIN_EVALUATION = Move("begin", {E.OPEN}, E.IN_PROGRESS)
HAND_BACK = Move("hand_back", {E.SCHEDULED, E.OPEN, E.IN_PROGRESS}, E.UNASSIGNED)
PASS_ON = Move("pass_on", {E.OPEN, E.IN_PROGRESS, E.UNASSIGNED}, E.OPEN)
SUBMIT_EVALUATION = Move("submit", WRITABLE, E.SUBMITTED)
ACKNOWLEDGE = Move("acknowledge", {E.SUBMITTED}, E.ACKNOWLEDGED)
# What was submitted never changes: to reopen is to begin its successor from a copy.
REOPEN = Move("reopen", LOCKED, E.SUPERSEDED)
CANCEL_EVALUATION = Move("cancel", {E.SCHEDULED, E.OPEN, E.IN_PROGRESS, E.UNASSIGNED}, E.CANCELLED)
EVALUATION_MOVES = (
    OPEN_EVALUATION,
    BEGIN_EVALUATION,
    HAND_BACK,
    PASS_ON,
    SUBMIT_EVALUATION,
    ACKNOWLEDGE,
    REOPEN,
    CANCEL_EVALUATION,
)


class LetterState(models.TextChoices):
    """Where a recommendation letter stands."""

    REQUESTED = "requested", _("Asked for")
    DRAFTED = "drafted", _("Being written")
    DECLINED = "declined", _("Declined")
    SIGNED = "signed", _("Signed")
    RELEASED = "released", _("Released")
    REVOKED = "revoked", _("Revoked")


L = LetterState
ACCEPT_LETTER = Move("accept", {L.REQUESTED}, L.DRAFTED)
DECLINE_LETTER = Move("decline", {L.REQUESTED, L.DRAFTED}, L.DECLINED)
SIGN_LETTER = Move("sign", {L.DRAFTED}, L.SIGNED)
RELEASE_LETTER = Move("release", {L.SIGNED}, L.RELEASED)
REVOKE_LETTER = Move("revoke", {L.SIGNED, L.RELEASED}, L.REVOKED)
LETTER_MOVES = (ACCEPT_LETTER, DECLINE_LETTER, SIGN_LETTER, RELEASE_LETTER, REVOKE_LETTER)
# Makes the row: in the history, not in the table, which begins at the first state.
REQUEST_LETTER = Move("request", (), L.REQUESTED)


class CertificateState(models.TextChoices):
    """Where a certificate stands. Eligible is derived from the placement."""

    ISSUED = "issued", _("Genuine")
    SUPERSEDED = "superseded", _("Replaced")
    REVOKED = "revoked", _("Revoked")


C = CertificateState
SUPERSEDE_CERTIFICATE = Move("supersede", {C.ISSUED}, C.SUPERSEDED)
REVOKE_CERTIFICATE = Move("revoke", {C.ISSUED}, C.REVOKED)
CERTIFICATE_MOVES = (SUPERSEDE_CERTIFICATE, REVOKE_CERTIFICATE)
# Makes the row: in the history, not in the table, which begins at the first state.
ISSUE_CERTIFICATE = Move("issue", (), C.ISSUED)


class PlacementLetterState(models.TextChoices):
    """Where a letter of placement stands."""

    ISSUED = "issued", _("In force")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WITHDRAW_PLACEMENT_LETTER = Move("withdraw", {PlacementLetterState.ISSUED}, PlacementLetterState.WITHDRAWN)
PLACEMENT_LETTER_MOVES = (WITHDRAW_PLACEMENT_LETTER,)
# Makes the row: in the history, not in the table, which begins at the first state.
ISSUE_PLACEMENT_LETTER = Move("issue", (), PlacementLetterState.ISSUED)


class WordState(models.TextChoices):
    """Where a student’s sentence about a site stands."""

    WAITING = "waiting", _("Waits to be read")
    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Not shown")


SHOW_WORD = Move("show", {WordState.WAITING, WordState.HIDDEN}, WordState.SHOWN)
HIDE_WORD = Move("hide", {WordState.WAITING, WordState.SHOWN}, WordState.HIDDEN)
WORD_MOVES = (SHOW_WORD, HIDE_WORD)
WORD_TONES = {WordState.WAITING: "act", WordState.SHOWN: "good", WordState.HIDDEN: "bad"}
