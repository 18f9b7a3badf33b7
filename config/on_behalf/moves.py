"""Every move that a partner's people or a referee make, and how an office records it for them; or why nobody records it.

`tests/pages/test_on_behalf_moves.py` walks all moves of all things: one that stands neither here nor among `OTHERS` fails it.
"""

from django.utils.translation import gettext_lazy as _

from core.errors import Words

OWN_OFFER = _("A slot is the partner’s own offer and nobody waits for it; that it still stands is recorded.")
EITHER = _("The institute’s coordinator does it in the own name.")
OWN_OBJECTION = _("Whoever recorded the signature stands on the other side: who objects says so alone.")
BY_LINK = _("The person objects by the mailed link and needs no account.")
BY_THE_WAY = _("Filling in begins by itself; the finished sheet is recorded.")
WRITERS_OWN = _("What a letter says, and whether it holds, is the writer’s own: no office reads it.")
TO_THE_STUDENT = _("The question goes to the student, and the institute’s coordinator may ask it in the own name.")
IN_PERSON = _(
    "Whoever holds the interview offers the times and says what came of them; the student waits for no paper."
)
IN_PUBLIC = _("An answer is published for every student to read: the partner writes it itself.")

OWN_SIGNATURE = _("Whoever signed takes the signature back; one that was recorded goes with its recording.")
REPORTERS_OWN = _("Whoever reported an absence takes it back until it is decided.")
BACK_IN_WORDS = _(
    "A line that is not confirmed on paper simply waits; the word that sends it back is the supervisor’s own."
)
OWN_ROSTER = _("A roster is the partner’s own; the student learns of it as soon as it is changed.")

# By thing, as docs/lifecycles.md names it, and by move: the name of the act in `table`, or a reason.
PARTNERS: dict[str, dict[str, Words]] = {
    "Agreement": {
        "return": "agreement-return",
        "sign": "agreement-sign",
        "terminate": EITHER,
        "object": OWN_OBJECTION,
        "settle": OWN_OBJECTION,
    },
    "Recording": {"object": BY_LINK},
    "Slot": dict.fromkeys(("publish", "pause", "resume", "close", "archive"), OWN_OFFER),
    "Application": {
        "review": "application-review",
        "shortlist": "application-shortlist",
        "waitlist": "application-waitlist",
        "offer": "application-offer",
        "reject": "application-reject",
        "nominate": "name-list-answer",
        "ask": TO_THE_STUDENT,
        "invite": IN_PERSON,
    },
    "Interview": dict.fromkeys(("hold", "miss", "call_off"), IN_PERSON),
    "Placement": {"arrive": "arrival", "confirm": EITHER, "cancel": EITHER, "end_early": EITHER},
    "Name list": {"answer": "name-list-answer"},
    "Hours entry": {"approve": "hours-approve", "return": "hours-return", "take_back": OWN_SIGNATURE},
    "Absence": {"excuse": EITHER, "not_excuse": EITHER, "withdraw": REPORTERS_OWN},
    "Planned shift": {"agree": "shift-agree", "drop": OWN_ROSTER},
    "Logged activity": {"confirm": "activities-confirm", "return": BACK_IN_WORDS},
    "Learning contract": {"agree": "contract-agree", "return": "contract-return"},
    "Incident": dict.fromkeys(("triage", "follow_up"), EITHER),
    "Change of a placement": {
        **dict.fromkeys(("agree", "carry_out"), "change-agree"),
        "decline": "change-decline",
    },
    "Evaluation": {
        "begin": BY_THE_WAY,
        "submit": "evaluation",
        "hand_back": "evaluation-pass",
        "pass_on": "evaluation-pass",
    },
    "Question": dict.fromkeys(("answer", "decline", "hide"), IN_PUBLIC),
    "Reference": {"answer": "reference-answer", "decline": "reference-decline"},
    "Letter": {"accept": "letter-accept", "decline": "letter-decline", "sign": WRITERS_OWN, "revoke": WRITERS_OWN},
}
# What waits without being a move: a word that is kept, not a state that changes.
WORDS = frozenset({"objectives", "feedback", "supervisor", "checklist", "slot-confirm", "call-answer", "interest"})
# Moves of the institute and its mentors, the student, the clock or an administrator.
OTHERS: dict[str, frozenset[str]] = {
    "Agreement": frozenset({"send", "recall", "discard", "sign_on_paper", "expire", "renew"}),
    "Recording": frozenset({"uphold", "withdraw"}),
    "Application": frozenset(
        {
            "submit",
            "take_back",
            "answer_office",
            "answer_partner",
            "endorse",
            "refuse",
            "accept",
            "decline",
            "lapse",
            "withdraw",
            "reopen",
            "bring",
        }
    ),
    "Interview": frozenset({"book", "rebook"}),
    "Reference": frozenset({"send", "refuse", "cancel"}),
    "Proposed site": frozenset({"approve", "refuse", "withdraw"}),
    "Placement": frozenset({"complete", "bring_confirmed", "bring_active", "bring_completed", "redate"}),
    "Change of a placement": frozenset({"withdraw", "lapse"}),
    "Name list": frozenset({"send", "recall", "discard", "fill"}),
    "Hours entry": frozenset({"submit", "supersede", "supersede_opening"}),
    "Logged activity": frozenset({"replace", "withdraw"}),
    "Learning contract": frozenset({"propose"}),
    "Support plan": frozenset({"agree", "ask_change", "change", "review", "close"}),
    "Incident": frozenset({"close"}),
    "Word about a site": frozenset({"show", "hide"}),
    "Enquiry": frozenset({"answer", "invite", "close"}),
    "Evaluation": frozenset({"open", "acknowledge", "reopen", "cancel"}),
    "Letter": frozenset({"release"}),
    "Call": frozenset({"send", "extend", "close", "cancel"}),
    "Record": frozenset({"submit", "verify", "reject", "supersede", "bring"}),
    "Waiver": frozenset({"withdraw"}),
    "Certificate": frozenset({"supersede", "revoke"}),
    "Letter of placement": frozenset({"withdraw"}),
    "Merge of partners": frozenset({"merge", "decline"}),
    "Mentorship": frozenset({"end"}),
    "Meeting of a mentorship": frozenset({"agree", "move", "keep", "call_off", "write_up", "confirm", "object"}),
}
