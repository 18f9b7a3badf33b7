"""docs/lifecycles.md tells the truth: its tables are compared with every states.py, move by move."""

import re
from pathlib import Path

import pytest

from core.lifecycle import Move
from evaluations.notices.evaluations import EVALUATION_TOLD_ABOUT
from evaluations.notices.papers import CERTIFICATE_TOLD_ABOUT, LETTER_TOLD_ABOUT
from evaluations.notices.placement_letters import PLACEMENT_LETTER_TOLD_ABOUT
from evaluations.notices.site_words import WORD_TOLD_ABOUT
from evaluations.states import (
    CERTIFICATE_MOVES,
    EVALUATION_MOVES,
    LETTER_MOVES,
    PLACEMENT_LETTER_MOVES,
    WORD_MOVES,
    CertificateState,
    EvaluationState,
    LetterState,
    PlacementLetterState,
    WordState,
)
from institutions.notices.agreements import TOLD_ABOUT as AGREEMENT_TOLD_ABOUT
from institutions.notices.enquiries import ENQUIRY_TOLD_ABOUT
from institutions.notices.recordings import RECORDING_TOLD_ABOUT
from institutions.notices.register import MERGE_TOLD_ABOUT
from institutions.states import (
    AGREEMENT_MOVES,
    ENQUIRY_MOVES,
    MERGE_MOVES,
    RECORDING_MOVES,
    AgreementState,
    EnquiryState,
    MergeState,
    RecordingState,
)
from placements.notices.applications import APPLICATION_TOLD_ABOUT
from placements.notices.attendance import ABSENCE_TOLD_ABOUT, SHIFT_TOLD_ABOUT
from placements.notices.calls import CALL_TOLD_ABOUT
from placements.notices.changes import CHANGE_TOLD_ABOUT
from placements.notices.incidents import INCIDENT_TOLD_ABOUT
from placements.notices.interviews import INTERVIEW_TOLD_ABOUT
from placements.notices.learning import ACTIVITY_TOLD_ABOUT, CONTRACT_TOLD_ABOUT
from placements.notices.mentorships import MEETING_TOLD_ABOUT, MENTORSHIP_TOLD_ABOUT
from placements.notices.name_lists import LIST_TOLD_ABOUT
from placements.notices.placements import PLACEMENT_TOLD_ABOUT
from placements.notices.proposals import PROPOSAL_TOLD_ABOUT
from placements.notices.questions import QUESTION_TOLD_ABOUT
from placements.notices.references import REFERENCE_TOLD_ABOUT
from placements.notices.slots import SLOT_TOLD_ABOUT
from placements.notices.support import SUPPORT_TOLD_ABOUT
from placements.notices.training import HOURS_TOLD_ABOUT
from placements.states import (
    APPLICATION_MOVES,
    CALL_MOVES,
    HOURS_MOVES,
    INTERVIEW_MOVES,
    LIST_MOVES,
    PLACEMENT_MOVES,
    PROPOSAL_MOVES,
    QUESTION_MOVES,
    REFERENCE_MOVES,
    SLOT_MOVES,
    ApplicationState,
    CallState,
    HoursState,
    InterviewState,
    ListState,
    PlacementState,
    ProposalState,
    QuestionState,
    ReferenceState,
    SlotState,
)
from placements.states_attendance import ABSENCE_MOVES, SHIFT_MOVES, AbsenceState, ShiftState
from placements.states_course import CHANGE_MOVES, ChangeState
from placements.states_learning import ACTIVITY_MOVES, CONTRACT_MOVES, ActivityState, ContractState
from placements.states_mentoring import MEETING_MOVES, MENTORSHIP_MOVES, MeetingState, MentorshipState
from placements.states_support import INCIDENT_MOVES, SUPPORT_MOVES, IncidentState, SupportState
from students.notices.records import RECORD_TOLD_ABOUT
from students.notices.waivers import WAIVER_TOLD_ABOUT
from students.states import RECORD_MOVES, WAIVER_MOVES, RecordState, WaiverState

PAGE = Path(__file__).parent.parent / "docs" / "lifecycles.md"
NOUNS = {
    "Agreement": (AGREEMENT_MOVES, AgreementState),
    "Recording": (RECORDING_MOVES, RecordingState),
    "Merge of partners": (MERGE_MOVES, MergeState),
    "Enquiry": (ENQUIRY_MOVES, EnquiryState),
    "Record": (RECORD_MOVES, RecordState),
    "Waiver": (WAIVER_MOVES, WaiverState),
    "Slot": (SLOT_MOVES, SlotState),
    "Question": (QUESTION_MOVES, QuestionState),
    "Call": (CALL_MOVES, CallState),
    "Application": (APPLICATION_MOVES, ApplicationState),
    "Interview": (INTERVIEW_MOVES, InterviewState),
    "Reference": (REFERENCE_MOVES, ReferenceState),
    "Proposed site": (PROPOSAL_MOVES, ProposalState),
    "Placement": (PLACEMENT_MOVES, PlacementState),
    "Change of a placement": (CHANGE_MOVES, ChangeState),
    "Name list": (LIST_MOVES, ListState),
    "Hours entry": (HOURS_MOVES, HoursState),
    "Absence": (ABSENCE_MOVES, AbsenceState),
    "Planned shift": (SHIFT_MOVES, ShiftState),
    "Support plan": (SUPPORT_MOVES, SupportState),
    "Incident": (INCIDENT_MOVES, IncidentState),
    "Logged activity": (ACTIVITY_MOVES, ActivityState),
    "Learning contract": (CONTRACT_MOVES, ContractState),
    "Mentorship": (MENTORSHIP_MOVES, MentorshipState),
    "Meeting of a mentorship": (MEETING_MOVES, MeetingState),
    "Evaluation": (EVALUATION_MOVES, EvaluationState),
    "Letter": (LETTER_MOVES, LetterState),
    "Certificate": (CERTIFICATE_MOVES, CertificateState),
    "Word about a site": (WORD_MOVES, WordState),
    "Letter of placement": (PLACEMENT_LETTER_MOVES, PlacementLetterState),
}

TOLD = {
    "Agreement": AGREEMENT_TOLD_ABOUT,
    "Recording": RECORDING_TOLD_ABOUT,
    "Merge of partners": MERGE_TOLD_ABOUT,
    "Enquiry": ENQUIRY_TOLD_ABOUT,
    "Record": RECORD_TOLD_ABOUT,
    "Waiver": WAIVER_TOLD_ABOUT,
    "Slot": SLOT_TOLD_ABOUT,
    "Question": QUESTION_TOLD_ABOUT,
    "Call": CALL_TOLD_ABOUT,
    "Application": APPLICATION_TOLD_ABOUT,
    "Interview": INTERVIEW_TOLD_ABOUT,
    "Reference": REFERENCE_TOLD_ABOUT,
    "Proposed site": PROPOSAL_TOLD_ABOUT,
    "Placement": PLACEMENT_TOLD_ABOUT,
    "Change of a placement": CHANGE_TOLD_ABOUT,
    "Name list": LIST_TOLD_ABOUT,
    "Hours entry": HOURS_TOLD_ABOUT,
    "Absence": ABSENCE_TOLD_ABOUT,
    "Planned shift": SHIFT_TOLD_ABOUT,
    "Support plan": SUPPORT_TOLD_ABOUT,
    "Incident": INCIDENT_TOLD_ABOUT,
    "Logged activity": ACTIVITY_TOLD_ABOUT,
    "Learning contract": CONTRACT_TOLD_ABOUT,
    "Mentorship": MENTORSHIP_TOLD_ABOUT,
    "Meeting of a mentorship": MEETING_TOLD_ABOUT,
    "Evaluation": EVALUATION_TOLD_ABOUT,
    "Letter": LETTER_TOLD_ABOUT,
    "Certificate": CERTIFICATE_TOLD_ABOUT,
    "Word about a site": WORD_TOLD_ABOUT,
    "Letter of placement": PLACEMENT_LETTER_TOLD_ABOUT,
}


def documented(noun: str) -> set[tuple[str, frozenset[str], str]]:
    """The rows of the noun's table: (move, sources, target)."""
    section = re.search(rf"^## {noun}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert section, f"docs/lifecycles.md has no section “{noun}”"
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| `(\w+)` \|", section[1], re.MULTILINE)
    return {(move, frozenset(re.findall(r"`(\w+)`", sources)), target) for move, sources, target in rows}


def coded(moves: tuple[Move, ...]) -> set[tuple[str, frozenset[str], str]]:
    return {(move.name, move.sources, move.target) for move in moves}


@pytest.mark.parametrize("noun", NOUNS)
def test_the_page_shows_the_moves_that_the_code_makes(noun):
    moves, _states = NOUNS[noun]
    assert documented(noun) == coded(moves)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_move_joins_states_that_there_are_and_every_name_is_one_moves(noun):
    moves, states = NOUNS[noun]
    assert {state for move in moves for state in (*move.sources, move.target)} <= set(states.values)
    assert len({move.name for move in moves}) == len(moves)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_state_can_be_reached(noun):
    moves, states = NOUNS[noun]
    first = states.values[0]
    assert {first, *(move.target for move in moves)} == set(states.values)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_move_says_who_is_told_even_if_nobody_is(noun):
    moves, _states = NOUNS[noun]
    assert set(TOLD[noun]) == {move.name for move in moves}
