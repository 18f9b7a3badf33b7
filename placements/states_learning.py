"""The lifecycles of logged activities and learning contracts, as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Move


class ActivityState(models.TextChoices):
    """Where a logged activity stands. What was wrong is replaced by another line, never rewritten."""

    LOGGED = "logged", _("Logged")
    CONFIRMED = "confirmed", _("Confirmed")
    RETURNED = "returned", _("Sent back with a word")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Taken back")


A = ActivityState
COUNTED = frozenset({A.LOGGED, A.CONFIRMED})
CONFIRM_ACTIVITY = Move("confirm", {A.LOGGED}, A.CONFIRMED)
RETURN_ACTIVITY = Move("return", {A.LOGGED}, A.RETURNED)
REPLACE_ACTIVITY = Move("replace", {A.LOGGED, A.RETURNED}, A.REPLACED)
WITHDRAW_ACTIVITY = Move("withdraw", {A.LOGGED, A.RETURNED}, A.WITHDRAWN)
ACTIVITY_MOVES = (CONFIRM_ACTIVITY, RETURN_ACTIVITY, REPLACE_ACTIVITY, WITHDRAW_ACTIVITY)
ACTIVITY_TONES = {A.LOGGED: "wait", A.CONFIRMED: "good", A.RETURNED: "act", A.REPLACED: "", A.WITHDRAWN: ""}


class ContractState(models.TextChoices):
    """Where a learning contract stands."""

    PROPOSED = "proposed", _("Waits for the supervisor")
    RETURNED = "returned", _("Sent back with a word")
    AGREED = "agreed", _("Agreed")


C = ContractState
PROPOSE_CONTRACT = Move("propose", {C.PROPOSED, C.RETURNED}, C.PROPOSED)
# What was agreed may be opened again, on purpose and with a word: a stay turns out otherwise than both thought.
RETURN_CONTRACT = Move("return", {C.PROPOSED, C.AGREED}, C.RETURNED)
AGREE_CONTRACT = Move("agree", {C.PROPOSED}, C.AGREED)
CONTRACT_MOVES = (PROPOSE_CONTRACT, RETURN_CONTRACT, AGREE_CONTRACT)
CONTRACT_TONES = {C.PROPOSED: "wait", C.RETURNED: "act", C.AGREED: "good"}
