"""The lifecycles of absences and planned shifts, as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Move


class AbsenceState(models.TextChoices):
    """Where an absence stands. What is still to be made up is computed from its shifts."""

    REPORTED = "reported", _("Reported")
    EXCUSED = "excused", _("Excused")
    UNEXCUSED = "unexcused", _("Not excused")
    WITHDRAWN = "withdrawn", _("Taken back")


A = AbsenceState
# A word that was wrong is followed by another one.
EXCUSE = Move("excuse", {A.REPORTED, A.UNEXCUSED}, A.EXCUSED)
NOT_EXCUSE = Move("not_excuse", {A.REPORTED, A.EXCUSED}, A.UNEXCUSED)
WITHDRAW_ABSENCE = Move("withdraw", {A.REPORTED}, A.WITHDRAWN)
ABSENCE_MOVES = (EXCUSE, NOT_EXCUSE, WITHDRAW_ABSENCE)
ABSENCE_TONES = {A.REPORTED: "act", A.EXCUSED: "good", A.UNEXCUSED: "bad", A.WITHDRAWN: ""}


class ShiftState(models.TextChoices):
    """Where a planned shift stands. One that a supervisor or lead plans is agreed from the first."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    DROPPED = "dropped", _("Dropped")


S = ShiftState
AGREE_SHIFT = Move("agree", {S.PROPOSED}, S.AGREED)
DROP_SHIFT = Move("drop", {S.PROPOSED, S.AGREED}, S.DROPPED)
SHIFT_MOVES = (AGREE_SHIFT, DROP_SHIFT)
SHIFT_TONES = {S.PROPOSED: "act", S.AGREED: "good", S.DROPPED: ""}
