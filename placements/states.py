"""The lifecycles of slots, applications, interviews, placements, hours entries and calls, as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.lifecycle import Move


class SlotState(models.TextChoices):
    """Where a slot stands; open, full and past its deadline are derived."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


PUBLISH = Move("publish", {SlotState.DRAFT}, SlotState.PUBLISHED)
PAUSE = Move("pause", {SlotState.PUBLISHED}, SlotState.PAUSED)
RESUME = Move("resume", {SlotState.PAUSED}, SlotState.PUBLISHED)
CLOSE = Move("close", {SlotState.PUBLISHED, SlotState.PAUSED}, SlotState.CLOSED)
ARCHIVE = Move("archive", {SlotState.CLOSED}, SlotState.ARCHIVED)
SLOT_MOVES = (PUBLISH, PAUSE, RESUME, CLOSE, ARCHIVE)


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED_FOR_INFO = "returned_for_info", _("A question to answer")
    ENDORSED = "endorsed", _("Endorsed by the institute")
    UNDER_REVIEW = "under_review", _("In review")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    INTERVIEW = "interview", _("Interview")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("Offer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined by the student")
    OFFER_EXPIRED = "offer_expired", _("Offer lapsed")
    REJECTED = "rejected", _("Not chosen")
    NOT_ENDORSED = "not_endorsed", _("Not endorsed by the institute")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")


A = ApplicationState
ARRIVED = frozenset({A.SUBMITTED, A.ENDORSED})
WAITING = ARRIVED | {A.RETURNED_FOR_INFO, A.UNDER_REVIEW, A.SHORTLISTED, A.INTERVIEW, A.WAITLISTED}
HOLDING = frozenset({A.OFFERED, A.ACCEPTED})
OVER = frozenset({A.DECLINED, A.OFFER_EXPIRED, A.REJECTED, A.NOT_ENDORSED, A.WITHDRAWN})
DECIDED = OVER | {A.ACCEPTED}  # a letter that comes now changes nothing
# Where it is judged: what was prepared for it, and the interview ahead, go on.
JUDGED = ARRIVED | {A.UNDER_REVIEW, A.SHORTLISTED, A.INTERVIEW}
# Where a blind review hides no longer whose it is: who is met face to face, and who has an answer. Every other state hides.
OPENED = frozenset({A.INTERVIEW, A.WAITLISTED, A.OFFERED, A.ACCEPTED, A.DECLINED, A.OFFER_EXPIRED, A.REJECTED})

SUBMIT = Move("submit", {A.DRAFT}, A.SUBMITTED)
# Back to the student: to change it before the deadline, or with a question. Whoever asked for the partner has begun to read.
TAKE_BACK = Move("take_back", ARRIVED | {A.UNDER_REVIEW}, A.DRAFT)
ASK = Move("ask", ARRIVED | {A.UNDER_REVIEW}, A.RETURNED_FOR_INFO)
ANSWER_OFFICE = Move("answer_office", {A.RETURNED_FOR_INFO}, A.SUBMITTED)
ANSWER_PARTNER = Move("answer_partner", {A.RETURNED_FOR_INFO}, A.UNDER_REVIEW)
# The institute’s word, where the slot asks for it.
ENDORSE = Move("endorse", {A.SUBMITTED}, A.ENDORSED)
REFUSE = Move("refuse", {A.SUBMITTED}, A.NOT_ENDORSED)
REVIEW = Move("review", ARRIVED, A.UNDER_REVIEW)
SHORTLIST = Move("shortlist", ARRIVED | {A.UNDER_REVIEW}, A.SHORTLISTED)
INVITE = Move("invite", {A.UNDER_REVIEW, A.SHORTLISTED, A.INTERVIEW}, A.INTERVIEW)
WAITLIST = Move("waitlist", ARRIVED | {A.UNDER_REVIEW, A.SHORTLISTED, A.INTERVIEW}, A.WAITLISTED)
OFFER = Move("offer", {A.UNDER_REVIEW, A.SHORTLISTED, A.INTERVIEW, A.WAITLISTED}, A.OFFERED)
ACCEPT = Move("accept", {A.OFFERED}, A.ACCEPTED)
DECLINE = Move("decline", {A.OFFERED}, A.DECLINED)
LAPSE = Move("lapse", {A.OFFERED}, A.OFFER_EXPIRED)
REJECT = Move("reject", WAITING, A.REJECTED)
WITHDRAW = Move("withdraw", WAITING | {A.DRAFT}, A.WITHDRAWN)
REOPEN = Move("reopen", {A.WITHDRAWN, A.NOT_ENDORSED}, A.DRAFT)
# By a list of names: the institute asks, the partner accepts. It overrules no “no” that the student said.
NOMINATE = Move("nominate", WAITING | {A.DRAFT, A.OFFER_EXPIRED, A.REJECTED, A.NOT_ENDORSED}, A.ACCEPTED)
# With a placement that an institute brings over from its earlier records: the student is there, or about to be.
BRING = Move("bring", NOMINATE.sources, A.ACCEPTED)
APPLICATION_MOVES = (
    SUBMIT,
    TAKE_BACK,
    ASK,
    ANSWER_OFFICE,
    ANSWER_PARTNER,
    ENDORSE,
    REFUSE,
    REVIEW,
    SHORTLIST,
    INVITE,
    WAITLIST,
    OFFER,
    ACCEPT,
    DECLINE,
    LAPSE,
    REJECT,
    WITHDRAW,
    REOPEN,
    NOMINATE,
    BRING,
)


class InterviewState(models.TextChoices):
    """Where an interview stands. One that was missed or cancelled stays as it is; another one may follow."""

    PROPOSED = "proposed", _("Choose a time")
    BOOKED = "booked", _("Booked")
    HELD = "held", _("Held")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


V = InterviewState
AHEAD = frozenset({V.PROPOSED, V.BOOKED})

BOOK = Move("book", {V.PROPOSED}, V.BOOKED)
REBOOK = Move("rebook", {V.BOOKED}, V.BOOKED)
HOLD = Move("hold", {V.BOOKED, V.MISSED}, V.HELD)
MISS = Move("miss", {V.BOOKED}, V.MISSED)
CALL_OFF = Move("call_off", AHEAD, V.CANCELLED)
INTERVIEW_MOVES = (BOOK, REBOOK, HOLD, MISS, CALL_OFF)


class ReferenceState(models.TextChoices):
    """Where the request for a reference stands."""

    NAMED = "named", _("Waits for the placement office")
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Written")
    DECLINED = "declined", _("Declined")
    NOT_CONFIRMED = "not_confirmed", _("Address not confirmed")
    CANCELLED = "cancelled", _("Taken back")


R = ReferenceState
COUNTED = frozenset({R.NAMED, R.ASKED, R.ANSWERED})  # towards what a slot asks for

SEND_REFERENCE = Move("send", {R.NAMED}, R.ASKED)
REFUSE_REFEREE = Move("refuse", {R.NAMED}, R.NOT_CONFIRMED)
ANSWER_REFERENCE = Move("answer", {R.ASKED}, R.ANSWERED)
DECLINE_REFERENCE = Move("decline", {R.ASKED}, R.DECLINED)
CANCEL_REFERENCE = Move("cancel", {R.NAMED, R.ASKED}, R.CANCELLED)
REFERENCE_MOVES = (SEND_REFERENCE, REFUSE_REFEREE, ANSWER_REFERENCE, DECLINE_REFERENCE, CANCEL_REFERENCE)
REFERENCE_TONES = {
    R.NAMED: "wait",
    R.ASKED: "wait",
    R.ANSWERED: "good",
    R.DECLINED: "bad",
    R.NOT_CONFIRMED: "bad",
    R.CANCELLED: "",
}


class ProposalState(models.TextChoices):
    """Where a site that a student proposed stands."""

    PROPOSED = "proposed", _("Waits for the placement office")
    APPROVED = "approved", _("Taken into the register")
    REFUSED = "refused", _("Not taken")
    WITHDRAWN = "withdrawn", _("Taken back")


S = ProposalState
APPROVE_PROPOSAL = Move("approve", {S.PROPOSED}, S.APPROVED)
REFUSE_PROPOSAL = Move("refuse", {S.PROPOSED}, S.REFUSED)
WITHDRAW_PROPOSAL = Move("withdraw", {S.PROPOSED}, S.WITHDRAWN)
PROPOSAL_MOVES = (APPROVE_PROPOSAL, REFUSE_PROPOSAL, WITHDRAW_PROPOSAL)
PROPOSAL_TONES = {S.PROPOSED: "wait", S.APPROVED: "good", S.REFUSED: "bad", S.WITHDRAWN: ""}


class PlacementState(models.TextChoices):
    """Where a placement stands."""

    PLANNED = "planned", _("Waiting for an agreement")
    CONFIRMED = "confirmed", _("Confirmed")
    ACTIVE = "active", _("On placement")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    ENDED_EARLY = "ended_early", _("Ended early")


P = PlacementState
LIVE = frozenset({P.PLANNED, P.CONFIRMED, P.ACTIVE, P.COMPLETED})

CONFIRM = Move("confirm", {P.PLANNED}, P.CONFIRMED)
ARRIVE = Move("arrive", {P.CONFIRMED}, P.ACTIVE)
COMPLETE = Move("complete", {P.ACTIVE}, P.COMPLETED)
CANCEL = Move("cancel", {P.PLANNED, P.CONFIRMED}, P.CANCELLED)
END_EARLY = Move("end_early", {P.ACTIVE}, P.ENDED_EARLY)
# Brought over from an institute's earlier records, where it had come so far.
BRING_CONFIRMED = Move("bring_confirmed", {P.PLANNED}, P.CONFIRMED)
BRING_ACTIVE = Move("bring_active", {P.PLANNED}, P.ACTIVE)
BRING_COMPLETED = Move("bring_completed", {P.PLANNED}, P.COMPLETED)
REDATE = Move("redate", {P.ACTIVE}, P.ACTIVE)
PLACEMENT_MOVES = (
    CONFIRM,
    ARRIVE,
    COMPLETE,
    CANCEL,
    END_EARLY,
    BRING_CONFIRMED,
    BRING_ACTIVE,
    BRING_COMPLETED,
    REDATE,
)


class ListState(models.TextChoices):
    """Where a list of names stands; accepted, trimmed and swapped are seen from its names."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Waits for the partner")
    ANSWERED = "answered", _("Answered")
    DISCARDED = "discarded", _("Thrown away")


L = ListState
SEND_LIST = Move("send", {L.DRAFT}, L.SENT)
RECALL_LIST = Move("recall", {L.SENT}, L.DRAFT)
ANSWER_LIST = Move("answer", {L.SENT}, L.ANSWERED)
DISCARD_LIST = Move("discard", {L.DRAFT}, L.DISCARDED)
# Into places that the partner keeps for the institute: giving them was its answer.
FILL_LIST = Move("fill", {L.DRAFT}, L.ANSWERED)
LIST_MOVES = (SEND_LIST, RECALL_LIST, ANSWER_LIST, DISCARD_LIST, FILL_LIST)


class HoursState(models.TextChoices):
    """Where an hours entry stands. A returned entry is corrected by a new one that supersedes it."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for sign-off")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    SUPERSEDED = "superseded", _("Replaced")


H = HoursState
CLAIMING = frozenset({H.DRAFT, H.SUBMITTED, H.APPROVED})
SUBMIT_HOURS = Move("submit", {H.DRAFT}, H.SUBMITTED)
APPROVE_HOURS = Move("approve", {H.SUBMITTED}, H.APPROVED)
RETURN_HOURS = Move("return", {H.SUBMITTED}, H.RETURNED)
SUPERSEDE_HOURS = Move("supersede", {H.RETURNED}, H.SUPERSEDED)
# Their sign-off was recorded for somebody who did not give it.
TAKE_BACK_HOURS = Move("take_back", {H.APPROVED}, H.SUPERSEDED)
# Another figure of what was approved before the portal.
SUPERSEDE_OPENING = Move("supersede_opening", {H.APPROVED}, H.SUPERSEDED)
HOURS_MOVES = (SUBMIT_HOURS, APPROVE_HOURS, RETURN_HOURS, SUPERSEDE_HOURS, TAKE_BACK_HOURS, SUPERSEDE_OPENING)


class CallState(models.TextChoices):
    """Where a call for places stands; silent, answered and late are derived of each partner."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


C = CallState
SEND_CALL = Move("send", {C.DRAFT}, C.OPEN)
EXTEND_CALL = Move("extend", {C.OPEN}, C.OPEN)
CLOSE_CALL = Move("close", {C.OPEN}, C.CLOSED)
CANCEL_CALL = Move("cancel", {C.DRAFT, C.OPEN}, C.CANCELLED)
CALL_MOVES = (SEND_CALL, EXTEND_CALL, CLOSE_CALL, CANCEL_CALL)

# How a pill is coloured: what is well, what waits, what asks for an act, what went wrong.
PLACEMENT_TONES = {
    P.PLANNED: "act",
    P.CONFIRMED: "wait",
    P.ACTIVE: "good",
    P.COMPLETED: "good",
    P.CANCELLED: "bad",
    P.ENDED_EARLY: "bad",
}
INTERVIEW_TONES = {V.PROPOSED: "act", V.BOOKED: "wait", V.HELD: "good", V.MISSED: "bad", V.CANCELLED: ""}
LIST_TONES = {L.DRAFT: "", L.SENT: "act", L.ANSWERED: "good", L.DISCARDED: ""}
HOURS_TONES = {H.DRAFT: "", H.SUBMITTED: "wait", H.APPROVED: "good", H.RETURNED: "bad", H.SUPERSEDED: ""}
CALL_TONES = {C.DRAFT: "", C.OPEN: "wait", C.CLOSED: "good", C.CANCELLED: ""}


class QuestionState(models.TextChoices):
    """Where a question about a slot stands. Nobody but asker and partner sees one that is not answered."""

    ASKED = "asked", _("Waits for an answer")
    ANSWERED = "answered", _("Answered in public")
    DECLINED = "declined", _("Not answered in public")
    HIDDEN = "hidden", _("Taken down")


Q = QuestionState
# A better answer takes the place of the one before, and brings back what was taken down.
ANSWER_QUESTION = Move("answer", {Q.ASKED, Q.ANSWERED, Q.HIDDEN}, Q.ANSWERED)
DECLINE_QUESTION = Move("decline", {Q.ASKED}, Q.DECLINED)
HIDE_QUESTION = Move("hide", {Q.ANSWERED}, Q.HIDDEN)
QUESTION_MOVES = (ANSWER_QUESTION, DECLINE_QUESTION, HIDE_QUESTION)
QUESTION_TONES = {Q.ASKED: "act", Q.ANSWERED: "good", Q.DECLINED: "", Q.HIDDEN: ""}
