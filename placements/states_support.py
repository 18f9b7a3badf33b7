"""The lifecycles of support plans and incidents, as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Move


class SupportState(models.TextChoices):
    """Where a support plan stands."""

    PROPOSED = "proposed", _("Waits for the student")
    AGREED = "agreed", _("Agreed")
    CLOSED = "closed", _("Closed")


S = SupportState
AGREE_SUPPORT = Move("agree", {S.PROPOSED}, S.AGREED)
ASK_CHANGE = Move("ask_change", {S.PROPOSED}, S.PROPOSED)
CHANGE_SUPPORT = Move("change", {S.PROPOSED}, S.PROPOSED)
REVIEW_SUPPORT = Move("review", {S.AGREED}, S.AGREED)
CLOSE_SUPPORT = Move("close", {S.PROPOSED, S.AGREED}, S.CLOSED)
SUPPORT_MOVES = (AGREE_SUPPORT, ASK_CHANGE, CHANGE_SUPPORT, REVIEW_SUPPORT, CLOSE_SUPPORT)
SUPPORT_TONES = {S.PROPOSED: "act", S.AGREED: "wait", S.CLOSED: "good"}


class IncidentState(models.TextChoices):
    """Where an incident stands."""

    REPORTED = "reported", _("Reported")
    TRIAGED = "triaged", _("Looked at")
    ACTIONED = "actioned", _("Followed up")
    CLOSED = "closed", _("Closed")


I = IncidentState  # noqa: E741 - as the other tables name theirs
TRIAGE = Move("triage", {I.REPORTED}, I.TRIAGED)
FOLLOW_UP = Move("follow_up", {I.TRIAGED, I.ACTIONED}, I.ACTIONED)
CLOSE_INCIDENT = Move("close", {I.ACTIONED}, I.CLOSED)
INCIDENT_MOVES = (TRIAGE, FOLLOW_UP, CLOSE_INCIDENT)
INCIDENT_TONES = {I.REPORTED: "bad", I.TRIAGED: "act", I.ACTIONED: "wait", I.CLOSED: "good"}
