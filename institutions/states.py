"""The lifecycles of an agreement, of a proposed merge and of a recording. What dates make of an agreement is computed, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Move


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("Draft")
    WITH_PARTNER = "with_partner", _("With the partner")
    RETURNED = "returned", _("Returned by the partner")
    SIGNED = "signed", _("Signed")
    EXPIRED = "expired", _("Ended")
    TERMINATED = "terminated", _("Ended early")
    RENEWED = "renewed", _("Renewed")
    DISCARDED = "discarded", _("Thrown away")


S = AgreementState

SEND = Move("send", {S.DRAFT, S.RETURNED}, S.WITH_PARTNER)
RECALL = Move("recall", {S.WITH_PARTNER}, S.DRAFT)
RETURN = Move("return", {S.WITH_PARTNER}, S.RETURNED)
SIGN = Move("sign", {S.WITH_PARTNER}, S.SIGNED)
SIGN_ON_PAPER = Move("sign_on_paper", {S.DRAFT, S.RETURNED, S.WITH_PARTNER}, S.SIGNED)
DISPUTE = Move("object", {S.SIGNED}, S.SIGNED)
SETTLE = Move("settle", {S.SIGNED}, S.SIGNED)
EXPIRE = Move("expire", {S.SIGNED}, S.EXPIRED)
TERMINATE = Move("terminate", {S.SIGNED}, S.TERMINATED)
RENEW = Move("renew", {S.SIGNED}, S.RENEWED)
DISCARD = Move("discard", {S.DRAFT, S.RETURNED}, S.DISCARDED)

AGREEMENT_MOVES = (SEND, RECALL, RETURN, SIGN, SIGN_ON_PAPER, DISPUTE, SETTLE, EXPIRE, TERMINATE, RENEW, DISCARD)
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
OPEN = frozenset({S.DRAFT, S.RETURNED, S.WITH_PARTNER})  # not signed yet
HELD = frozenset({S.SIGNED, S.RENEWED})  # on its days, placements stand
UNSENT = frozenset({S.DRAFT, S.DISCARDED})  # the institute’s alone


class MergeState(models.TextChoices):
    """Where the question stands whether two partners are one."""

    PROPOSED = "proposed", _("Waits for the administrator")
    MERGED = "merged", _("Merged")
    DECLINED = "declined", _("They are two")


M = MergeState

MERGE = Move("merge", {M.PROPOSED}, M.MERGED)
DECLINE = Move("decline", {M.PROPOSED}, M.DECLINED)

MERGE_MOVES = (MERGE, DECLINE)


class RecordingState(models.TextChoices):
    """Where a recording stands: what somebody else wrote down as a person's word."""

    RECORDED = "recorded", _("Recorded")
    OBJECTED = "objected", _("Objected to")
    UPHELD = "upheld", _("Objected to, and it stands")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OBJECT = Move("object", {RecordingState.RECORDED}, RecordingState.OBJECTED)
UPHOLD = Move("uphold", {RecordingState.OBJECTED}, RecordingState.UPHELD)
WITHDRAW_RECORDING = Move("withdraw", {RecordingState.RECORDED, RecordingState.OBJECTED}, RecordingState.WITHDRAWN)

RECORDING_MOVES = (OBJECT, UPHOLD, WITHDRAW_RECORDING)
RECORDING_TONES = {
    RecordingState.RECORDED: "",
    RecordingState.OBJECTED: "bad",
    RecordingState.UPHELD: "wait",
    RecordingState.WITHDRAWN: "bad",
}


class EnquiryState(models.TextChoices):
    """Where an enquiry from outside stands."""

    RECEIVED = "received", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")
    INVITED = "invited", _("Became a student")
    CLOSED = "closed", _("Put away")


E = EnquiryState

ANSWER_ENQUIRY = Move("answer", {E.RECEIVED, E.ANSWERED}, E.ANSWERED)
INVITE_ENQUIRY = Move("invite", {E.RECEIVED, E.ANSWERED}, E.INVITED)
CLOSE_ENQUIRY = Move("close", {E.RECEIVED}, E.CLOSED)
ENQUIRY_MOVES = (ANSWER_ENQUIRY, INVITE_ENQUIRY, CLOSE_ENQUIRY)
ENQUIRY_TONES = {E.RECEIVED: "act", E.ANSWERED: "good", E.INVITED: "good", E.CLOSED: ""}
