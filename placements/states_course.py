"""The lifecycle of a change that is asked for in a placement’s course, as a table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Move


class ChangeState(models.TextChoices):
    """Where a change stands. Who has agreed so far is seen from its answers."""

    ASKED = "asked", _("Waits for answers")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("Overtaken: the placement is over")


C = ChangeState
AGREE_CHANGE = Move("agree", {C.ASKED}, C.ASKED)
# The last word that it waited for, or the only one that it needed, carries it out.
CARRY_OUT = Move("carry_out", {C.ASKED}, C.DONE)
DECLINE_CHANGE = Move("decline", {C.ASKED}, C.DECLINED)
WITHDRAW_CHANGE = Move("withdraw", {C.ASKED}, C.WITHDRAWN)
LAPSE_CHANGE = Move("lapse", {C.ASKED}, C.LAPSED)
CHANGE_MOVES = (AGREE_CHANGE, CARRY_OUT, DECLINE_CHANGE, WITHDRAW_CHANGE, LAPSE_CHANGE)
CHANGE_TONES = {C.ASKED: "wait", C.DONE: "good", C.DECLINED: "bad", C.WITHDRAWN: "", C.LAPSED: ""}
