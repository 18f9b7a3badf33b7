"""The lifecycles of a mentorship and of its meetings, as tables. Begun, over and kept late are computed, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.lifecycle import Move


class MentorshipState(models.TextChoices):
    """Where a mentorship stands."""

    GIVEN = "given", _("Given")
    ENDED = "ended", _("Ended")


M = MentorshipState
END_MENTORSHIP = Move("end", {M.GIVEN}, M.ENDED)
MENTORSHIP_MOVES = (END_MENTORSHIP,)


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", pgettext_lazy("meeting", "Promised")
    WRITTEN_UP = "written_up", _("Written down afterwards")
    KEPT = "kept", pgettext_lazy("meeting", "Kept")
    OBJECTED = "objected", _("Objected to")
    CALLED_OFF = "called_off", _("Called off")


S = MeetingState
AHEAD = frozenset({S.PROPOSED, S.AGREED})
HELD = frozenset({S.WRITTEN_UP, S.KEPT})  # what was written down counts until the student objects
AGREE_MEETING = Move("agree", {S.PROPOSED}, S.AGREED)
MOVE_MEETING = Move("move", AHEAD, S.PROPOSED)
KEEP_MEETING = Move("keep", AHEAD, S.KEPT)
CALL_OFF_MEETING = Move("call_off", AHEAD, S.CALLED_OFF)
WRITE_UP_MEETING = Move("write_up", {S.PROPOSED}, S.WRITTEN_UP)  # of one made for it, which nobody else had proposed
CONFIRM_MEETING = Move("confirm", {S.WRITTEN_UP, S.OBJECTED}, S.KEPT)
OBJECT_TO_MEETING = Move("object", {S.WRITTEN_UP}, S.OBJECTED)
MEETING_MOVES = (
    AGREE_MEETING,
    MOVE_MEETING,
    KEEP_MEETING,
    CALL_OFF_MEETING,
    WRITE_UP_MEETING,
    CONFIRM_MEETING,
    OBJECT_TO_MEETING,
)
MEETING_TONES = {
    S.PROPOSED: "act",
    S.AGREED: "wait",
    S.WRITTEN_UP: "wait",
    S.KEPT: "good",
    S.OBJECTED: "act",
    S.CALLED_OFF: "",
}
